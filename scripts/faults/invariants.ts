import assert from "node:assert/strict";
import type { Message } from "#contract/threads/message.ts";
import { openDatabase } from "#server/db/client.ts";
import { createLog } from "#server/runtime/log.ts";
import type { Simulator } from "../../e2e/harness/simulator.ts";
import { pause, until } from "../../e2e/harness/until.ts";
import {
  everything,
  expectSameAtMeta,
  type Chatting,
  type Stream,
} from "../nodes/stream.ts";
import type { FaultScreen } from "./screen.ts";
import type { Installation } from "./installation.ts";

const SETTLE_MS = 180_000;
const LOOK_EVERY_MS = 1_000;
const SCREENS_MS = 60_000;

export type Ran = {
  chats: Chatting[];
  stream: Stream;
  screens: FaultScreen[];
};

/** Checks what must hold once all faults are over. @returns each, in words. @throws Error for the first that does not */
export async function checkInvariants(
  installation: Installation,
  { chats, stream, screens }: Ran,
): Promise<string[]> {
  const { simulator, postgres, noRoom } = installation;
  const startedAt = Date.now();
  await simulator.noFaults();
  await simulator.control("POST", "/deliveries/retry");
  const stored = await settled(installation, stream);
  const settledMs = Date.now() - startedAt;
  await until(
    "nothing waits in the database",
    async () => {
      const left = await leftOver(postgres.url);
      if (left !== "") throw new Error(left);
      return true;
    },
    SETTLE_MS,
  );
  await until("every webhook is answered", () => allAnswered(simulator));
  await expectSameAtMeta(installation, chats, stored);
  await expectOnce(postgres.url);
  await expectSameOnScreens(installation, screens);
  return [
    `${stream.written} messages (${stream.photos} of them photos, which are kept) came in once each, ${stream.replies.length} replies went out once each (${stream.repeated.length} requests were repeated), ${(settledMs / 1000).toFixed(1)} s after the last fault`,
    "what is stored is what the simulator recorded, by the ids of all messages and in the order of replies",
    "every webhook was answered in the end; no delivery, send, announcement or timer is left over",
    `Postgres refused work for lack of room ${noRoom()} times`,
    `${screens.length} screens hold what a fetch gives, version by version (they connected ${screens.map((screen) => screen.connects()).join(", ")} times)`,
  ];
}

/** A busy machine may take long, but something must go on: it fails when nothing has changed for `SETTLE_MS`. */
async function settled(
  { owner, postgres, webs, workers }: Installation,
  stream: Stream,
): Promise<Message[]> {
  let left = "";
  let changedAt = Date.now();
  for (;;) {
    const stored = await everything(owner.api, stream).catch(() => null);
    if (stored) return stored;
    const now = await leftOver(postgres.url);
    if (now !== left) [left, changedAt] = [now, Date.now()];
    if (Date.now() - changedAt > SETTLE_MS) {
      const states = await Promise.all(
        [...webs, ...workers].map(({ app }) => readyOf(app.url)),
      );
      throw new Error(
        `Nothing goes on any more: ${[left, ...states].join("\n")}`,
      );
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function readyOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/ready`).catch(String);
  return typeof answer === "string" ? answer : answer.text();
}

/** What is still to be done, or stuck, by table; empty: nothing. */
async function leftOver(url: string): Promise<string> {
  const rows = await query<{ what: string; count: number }>(
    url,
    `select 'deliveries ' || state as what, count(*)::int as count from delivery where state <> 'applied' group by state
     union all select 'sends ' || state, count(*)::int from send_job group by state
     union all select 'announcements', count(*)::int from announcement having count(*) > 0
     union all select 'messages ' || status, count(*)::int from message where status in ('queued', 'sending', 'failed') group by status
     union all select 'files ' || state, count(*)::int from attachment where state <> 'stored' group by state
     union all select 'overdue timers', count(*)::int from timer where "dueAt" < now() - interval '5 seconds' having count(*) > 0`,
  );
  return rows.map(({ what, count }) => `${count} ${what}`).join(", ");
}

async function allAnswered(simulator: Simulator): Promise<boolean> {
  const deliveries = await simulator.control<{ state: string }[]>(
    "GET",
    "/deliveries",
  );
  return deliveries.every(({ state }) => state === "delivered");
}

/** The database itself: no message of the vendor twice, no thread twice. */
async function expectOnce(url: string): Promise<void> {
  const twice = await query(
    url,
    `select "externalId" from message where "externalId" is not null group by "channelId", "externalId" having count(*) > 1
     union all select "identityId"::text from thread group by "identityId", "channelId" having count(*) > 1`,
  );
  assert.deepEqual(twice, [], "stored twice");
}

async function expectSameOnScreens(
  { owner }: Installation,
  screens: FaultScreen[],
): Promise<void> {
  await until(
    "screens hold what is stored",
    async () => {
      const { items } = await owner.api.get<{ items: { id: string }[] }>(
        "/threads?limit=100",
      );
      const lists = await Promise.all(
        items.map(({ id }) =>
          owner.api.all<Message>(`/threads/${id}/messages`),
        ),
      );
      const fetched = lists.flat().filter(({ kind }) => kind === "message");
      for (const { held } of screens) {
        const wrong = fetched.filter(
          ({ id, version }) => held.get(id) !== version,
        );
        assert.equal(wrong.length, 0, `${wrong.length} messages differ`);
        assert.equal(held.size, fetched.length, "a screen holds more");
      }
      return true;
    },
    SCREENS_MS,
  );
}

async function query<Row extends object>(
  url: string,
  text: string,
): Promise<Row[]> {
  const db = openDatabase({ url, log: createLog("silent"), poolSize: 1 });
  try {
    return (await db.pool.query<Row>(text)).rows;
  } finally {
    await db.close();
  }
}
