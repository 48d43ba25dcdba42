/**
 * `npm run test:upgrade -- --before FOLDER`: the version before and this one,
 * side by side on one database, while customers write and an agent answers.
 * FOLDER has the version before, built. Its processes begin, ours join them and
 * migrate the database, theirs leave; then the way back. The last line is `N
 * passed, N failed`.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "#server/runtime/free-port.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { createApi } from "../e2e/harness/api.ts";
import { newDataDir, prepareApp, type App } from "../e2e/harness/app.ts";
import { connect, createOwner } from "../e2e/harness/company.ts";
import { startPostgres } from "../e2e/harness/postgres.ts";
import { PAGES, startSimulator } from "../e2e/harness/simulator.ts";
import { until } from "../e2e/harness/until.ts";
import { openFront } from "./faults/front.ts";
import {
  beginChats,
  everything,
  expectSameAtMeta,
  newStream,
  runStream,
  type Pace,
  type Stream,
} from "./nodes/stream.ts";
import { openWatcher } from "./nodes/watcher.ts";

const CUSTOMERS = 4;
const WATCHERS = 2;
const PACE: Pace = {
  writeEveryMs: 300,
  replyEveryMs: 700,
  maxEach: 100_000,
  photoEvery: 5,
  takenMs: 180_000,
};
/** So much is written and answered in each state before the next one. */
const MESSAGES_A_STATE = 40;
const STATE_MS = 300_000;
const SETTLE_MS = 180_000;

await runOrExplain(async () => {
  const { values } = parseArgs({ options: { before: { type: "string" } } });
  if (!values.before || !fs.existsSync(path.join(values.before, ".next")))
    throw new StartError(
      "--before: the folder of the version before, after npm run build there.",
    );
  const before = path.resolve(values.before);
  const closing: (() => Promise<unknown>)[] = [];
  let failed = 0;
  try {
    await upgrade(before, closing);
  } catch (error) {
    failed = 1;
    console.log(`   FAILED: ${String(error)}`);
  } finally {
    for (const close of closing.reverse())
      await close().catch((error: unknown) => {
        failed = 1;
        console.log(`   FAILED: ${String(error)}`);
      });
  }
  console.log(`\n${1 - failed} passed, ${failed} failed`);
  process.exitCode = failed;
});

async function upgrade(
  before: string,
  closing: (() => Promise<unknown>)[],
): Promise<void> {
  const folder = newDataDir();
  closing.push(() => fs.promises.rm(folder, { recursive: true }));
  const postgres = await startPostgres();
  closing.push(postgres.close);
  const simulator = await startSimulator();
  closing.push(simulator.stop);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PUBLIC_URL: url,
    DATA_DIR: folder,
    AUTH_SECRET: randomBytes(24).toString("hex"),
    ENCRYPTION_KEY: randomBytes(24).toString("hex"),
  };
  const prepare = async (role: "web" | "worker", root?: string) => {
    const app = await prepareApp({
      graphUrl: simulator.url,
      databaseUrl: postgres.url,
      env: { ...env, ROLE: role },
      ...(root === undefined ? {} : { root }),
    });
    closing.push(app.close);
    return app;
  };
  const old = [await prepare("web", before), await prepare("worker", before)];
  const ours = [await prepare("web"), await prepare("worker")];
  await startAll(old);
  const webs = [old[0], ours[0]].flatMap((app) => app?.port ?? []);
  const front = await openFront(port, webs);
  closing.push(front.close);
  const owner = await createOwner({ url });
  await connect(simulator, owner.api, PAGES[0]);

  const chats = await beginChats({ simulator, owner }, CUSTOMERS);
  const watchers = await Promise.all(
    Array.from({ length: WATCHERS }, (_, nth) =>
      openWatcher({ name: `screen ${nth + 1}`, url, token: owner.token }),
    ),
  );
  closing.push(async () => watchers.forEach(({ close }) => close()));
  const stream = newStream();
  const api = createApi(url, { token: owner.token });
  const streaming = runStream({ simulator, api }, chats, stream, PACE);
  streaming.catch(() => undefined); // awaited below
  try {
    await goOn(stream, "the version before alone");
    await startAll(ours.toReversed()); // workers first, as docs/operating/upgrade.md says
    await goOn(stream, "both, on the migrated database");
    await stopAll(old.toReversed());
    await goOn(stream, "this version alone");
    await startAll(old.toReversed());
    await stopAll(ours.toReversed());
    await goOn(stream, "the version before again, on the newer schema");
  } finally {
    stream.isOver = true;
  }
  await streaming;
  const stored = await until(
    "all is stored and sent",
    () => everything(owner.api, stream),
    SETTLE_MS,
  );
  await expectSameAtMeta({ simulator }, chats, stored);
  for (const { name, known, twice } of watchers) {
    await until(
      `${name} knows all of it`,
      () => stored.every(({ id }) => known.has(id)),
      SETTLE_MS,
    );
    assert.deepEqual(twice(), [], `${name} heard an event twice`);
  }
  console.log(
    `   ok: ${stream.written} messages and ${stream.replies.length} replies, each once, at Meta and on ${WATCHERS} screens (${stream.repeated.length} replies were sent again)`,
  );
}

async function startAll(apps: App[]): Promise<void> {
  for (const app of apps) await app.start();
}

async function stopAll(apps: App[]): Promise<void> {
  for (const app of apps) {
    const ending = await app.program().stop();
    assert.deepEqual(ending, { code: 0, signal: null });
  }
}

/** Waits until some more was written and answered. */
async function goOn(stream: Stream, words: string): Promise<void> {
  const { written, replies } = stream;
  const answered = replies.length;
  await until(
    words,
    () =>
      stream.written >= written + MESSAGES_A_STATE &&
      stream.replies.length >= answered + MESSAGES_A_STATE / 4,
    STATE_MS,
  );
  console.log(`   ${words}`);
}
