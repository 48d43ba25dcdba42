/**
 * `npm run test:faults -- [--seed N] [--minutes M] [--redis]`: web processes and workers
 * on one Postgres, with the simulator as the vendor, while a plan of faults
 * strikes them and customers and agents go on writing. Afterwards nothing is
 * lost, doubled or stuck. The seed is printed; the same one repeats the plan.
 * `--redis`: events go over Redis (Debian's redis-server), which is struck, too.
 * `--short`: some seconds with few processes, for `npm test`. The last line is
 * `N passed, N failed`.
 */
import { inspect, parseArgs } from "node:util";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { createApi } from "../e2e/harness/api.ts";
import { pause } from "../e2e/harness/until.ts";
import { act, gatherCrowd } from "./faults/act.ts";
import { startInstallation, type Installation } from "./faults/installation.ts";
import { checkInvariants, type Ran } from "./faults/invariants.ts";
import { planOf, wordsOf, type Range, type Step } from "./faults/plan.ts";
import { openFaultScreen } from "./faults/screen.ts";
import { requirePrograms } from "./nodes/require-programs.ts";
import { beginChats, newStream, runStream } from "./nodes/stream.ts";

type Size = {
  webs: number;
  workers: number;
  customers: number;
  screens: number;
  sockets: number;
  databaseMib: number;
  redis: boolean;
  totalMs: number;
  lastsMs: Range;
  calmMs: Range;
};

const MINUTE_MS = 60_000;
const LONG: Omit<Size, "totalMs" | "redis"> = {
  webs: 2,
  workers: 2,
  customers: 6,
  screens: 3,
  sockets: 2_000,
  databaseMib: 1_024, // the database of an hour has room
  lastsMs: [1_000, 8_000],
  calmMs: [500, 3_000],
};
const SHORT: Size = {
  webs: 1,
  workers: 1,
  customers: 3,
  screens: 2,
  sockets: 100,
  databaseMib: 256,
  redis: false,
  totalMs: 14_000,
  lastsMs: [300, 2_000],
  calmMs: [100, 500],
};
const DEFAULT_MINUTES = 10;
const PACE = {
  writeEveryMs: 700,
  replyEveryMs: 1_500,
  maxEach: 100_000,
  photoEvery: 5,
};
/** A reply is sent again for this long, over a restart of everything. */
const TAKEN_MS = 180_000;

await runOrExplain(async () => {
  const { seed, size } = readArguments();
  const plan = planOf({ seed, ...size });
  console.log(`Seed ${seed}: ${plan.length} faults`);
  const installation = await startInstallation(size);
  for (const words of missing(installation)) console.log(words);
  let failed = 0;
  try {
    for (const words of await run(installation, size, plan))
      console.log(`   ok: ${words}`);
  } catch (error) {
    failed = 1;
    console.log(`   FAILED with --seed ${seed}: ${inspect(error)}`); // with its causes
  } finally {
    await installation.close();
  }
  console.log(`\n${1 - failed} passed, ${failed} failed`);
  process.exitCode = failed;
});

async function run(
  installation: Installation,
  size: Size,
  plan: Step[],
): Promise<string[]> {
  const { url, owner, simulator } = installation;
  const chats = await beginChats(installation, size.customers);
  const crowd = await gatherCrowd(installation, size.sockets);
  const screens = await Promise.all(
    Array.from({ length: size.screens }, () =>
      openFaultScreen(url, owner.token),
    ),
  );
  const stream = newStream();
  const ran: Ran = { chats, stream, screens };
  try {
    const api = createApi(url, { token: owner.token });
    const pace = { ...PACE, takenMs: TAKEN_MS };
    const streaming = runStream({ simulator, api }, chats, stream, pace);
    streaming.catch(() => undefined); // awaited below
    const startedAt = performance.now();
    try {
      await Promise.all(
        plan.map(async (step) => {
          await pause(step.at);
          const at = ((performance.now() - startedAt) / 1000).toFixed(1);
          console.log(`   ${at.padStart(6)} s  ${wordsOf(step)}`);
          if (!(await act(installation, crowd, step)))
            console.log(`${" ".repeat(13)}(left out: ${wordsOf(step)})`);
        }),
      );
    } finally {
      stream.isOver = true;
    }
    await streaming;
    return await checkInvariants(installation, ran);
  } finally {
    for (const screen of screens) screen.close();
  }
}

/** The faults that this machine cannot have. */
function missing({ disks, postgresClock }: Installation): string[] {
  return [
    ...(disks.database === null
      ? ["No full disks: they are mounted, and only root on Linux may."]
      : []),
    ...(postgresClock === null
      ? ["Postgres' clock stays as it is: apt-get install faketime."]
      : []),
  ];
}

function readArguments(): { seed: number; size: Size } {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      minutes: { type: "string" },
      short: { type: "boolean", default: false },
      redis: { type: "boolean", default: false },
    },
  });
  const seed = numberOf("--seed", values.seed ?? String(Date.now() % 100_000));
  const { redis } = values;
  if (redis) requirePrograms(["redis-server"]);
  if (values.short) return { seed, size: { ...SHORT, redis } };
  const minutes = numberOf("--minutes", values.minutes ?? `${DEFAULT_MINUTES}`);
  return { seed, size: { ...LONG, redis, totalMs: minutes * MINUTE_MS } };
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new StartError(`${name} must be a number.`);
  return value;
}
