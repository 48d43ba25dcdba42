import assert from "node:assert/strict";
import { createApi } from "../../e2e/harness/api.ts";
import { until } from "../../e2e/harness/until.ts";
import type { Check } from "./checks.ts";
import {
  startPatiently,
  type Installation,
  type NodeProcess,
} from "./installation.ts";
import {
  beginChats,
  everything,
  expectSameAtMeta,
  newStream,
  runStream,
  type Pace,
} from "./stream.ts";
import { openWatcher, type Watcher } from "./watcher.ts";

/** Every process is restarted in turn, while customers write and an agent answers. */
export const ROLLING_CHECK: Check = {
  name: "a rolling restart refuses no webhook, and loses or doubles no event, message or reply",
  run: restartAll,
};

const CUSTOMERS = 6;
const WATCHERS = 4;
const PACE: Pace = {
  writeEveryMs: 150,
  replyEveryMs: 400,
  maxEach: 400,
  takenMs: 60_000,
};
const SETTLE_MS = 60_000;

type SimDelivery = {
  id: number;
  attempts: { status: number | null }[];
};

async function restartAll(installation: Installation): Promise<string> {
  const { url, owner } = installation;
  const watchers = await Promise.all(
    Array.from({ length: WATCHERS }, (_, nth) =>
      openWatcher({ name: `screen ${nth + 1}`, url, token: owner.token }),
    ),
  );
  try {
    return await restartUnder(installation, watchers);
  } finally {
    for (const { close } of watchers) close();
  }
}

async function restartUnder(
  installation: Installation,
  watchers: Watcher[],
): Promise<string> {
  const { webs, workers, simulator, owner, url } = installation;
  const chats = await beginChats(installation, CUSTOMERS);
  const [before] = await simulator.control<SimDelivery[]>(
    "GET",
    "/deliveries?latest=1",
  );
  const api = createApi(url, { token: owner.token });
  const stream = newStream();
  const streaming = runStream({ simulator, api }, chats, stream, PACE);
  streaming.catch(() => undefined); // awaited below, when all has been restarted
  const restarts: string[] = [];
  try {
    for (const [what, app] of [
      ["web", webs[0]],
      ["web", webs[1]],
      ["worker", workers[0]],
      ["worker", workers[1]],
    ] as const) {
      restarts.push(`${what} ${await restart(app)} ms`);
    }
  } finally {
    stream.isOver = true;
  }
  await streaming;

  const stored = await until(
    "all is stored and sent",
    () => everything(owner.api, stream),
    SETTLE_MS,
  );
  for (const { name, known } of watchers) {
    await until(`${name} knows all of it`, () =>
      stored.every(({ id }) => known.has(id)),
    );
  }
  const twice = watchers.flatMap((watcher) => watcher.twice());
  assert.deepEqual(twice, [], "an event came twice");
  await expectSameAtMeta(installation, chats, stored);
  const since = before?.id ?? 0;
  const { count, refused } = await deliveriesSince(installation, since);
  assert.deepEqual(refused, [], "a webhook was refused");
  const lines = watchers.map((watcher) => watcher.connects() - 1);
  return [
    `${stream.written} messages, ${stream.replies.length} replies (${stream.repeated.length} asked twice${stream.repeated.length > 0 ? `: ${[...new Set(stream.repeated)].join(", ")}` : ""})`,
    `${count} webhooks taken at once`,
    `screens connected again ${lines.join(", ")} times`,
    `restarts: ${restarts.join(", ")}`,
  ].join("; ");
}

/** @returns how long it was away. @throws Error when it did not stop in good order */
async function restart(app: NodeProcess): Promise<number> {
  const startedAt = Date.now();
  const ending = await app.program().stop();
  assert.deepEqual(ending, { code: 0, signal: null }, app.program().stderr());
  await startPatiently(app);
  return Date.now() - startedAt;
}

async function deliveriesSince(
  { simulator }: Installation,
  since: number,
): Promise<{ count: number; refused: string[] }> {
  const deliveries = await until("every webhook is answered", async () => {
    const all = await simulator.control<SimDelivery[]>(
      "GET",
      `/deliveries?since=${since}`,
    );
    const isDone = ({ attempts }: SimDelivery) =>
      attempts.at(-1)?.status === 200;
    const open = all.filter((one) => !isDone(one));
    assert.deepEqual(
      open.map(({ attempts }) => attempts.map(({ status }) => status)),
      [],
    );
    return all;
  });
  const refused = deliveries
    .filter(({ attempts }) => attempts.length !== 1)
    .map(({ attempts }) => attempts.map(({ status }) => status).join(" "));
  return { count: deliveries.length, refused };
}
