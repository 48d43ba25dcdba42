import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { freePort } from "#server/runtime/free-port.ts";
import { newDataDir, prepareApp, type App } from "../../e2e/harness/app.ts";
import {
  connect,
  createOwner,
  type Colleague,
} from "../../e2e/harness/company.ts";
import { openLine, type Line } from "../../e2e/harness/line.ts";
import { startPostgres, type Postgres } from "../../e2e/harness/postgres.ts";
import {
  PAGES,
  startSimulator,
  type Simulator,
} from "../../e2e/harness/simulator.ts";
import { until } from "../../e2e/harness/until.ts";
import { processClock, underClock, type SettableClock } from "./clocks.ts";
import { openFront } from "./front.ts";
import { openDisk, type SmallDisk } from "./small-disk.ts";
import { startRedis } from "../nodes/nginx.ts";

/** A process of the product, with a line of its own to Postgres and a clock of its own. */
export type Node = { app: App; line: Line; clock: SettableClock };

/** A Redis that can be killed and started again at the same address. */
export type Redis = {
  url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  close(): Promise<void>;
};

/** Web processes and workers on one Postgres, behind one address. */
export type Installation = {
  /** The address that browsers and the vendor know. */
  url: string;
  webs: Node[];
  workers: Node[];
  postgres: Postgres;
  /** Null: events go over Postgres. */
  redis: Redis | null;
  /** Null: only root on Linux can give Postgres and the files disks of their own. */
  disks: { database: SmallDisk | null; files: SmallDisk | null };
  /** Null: libfaketime is not installed. */
  postgresClock: SettableClock | null;
  /** How often Postgres said that it had no room. */
  noRoom(): number;
  simulator: Simulator;
  owner: Colleague;
  close(): Promise<void>;
};

const FILES_MIB = 256;
/** So that old parts of its log do not fill the disk. */
const SMALL_LOG = { max_wal_size: "128MB", min_wal_size: "32MB" };
const NO_ROOM = "No space left on device";

/** A start fails while Postgres is away; systemd would try again for as long. */
const START_MS = 300_000;
/** Meta's are longer; the run would be over. */
const RETRY_DELAYS_MS = [0, 500, 1_000, 2_000];

/** Starts a process until it runs, as systemd does. */
export async function startStubbornly({ app }: Node): Promise<void> {
  await until(
    "the process has started",
    async () => {
      try {
        await app.start();
        return true;
      } catch (error) {
        // Too slow, and still alive: a second one would want its port.
        if (!app.program().hasEnded()) await app.program().kill();
        throw error;
      }
    },
    START_MS,
  );
}

export async function startInstallation(count: {
  webs: number;
  workers: number;
  /** The size of the database's disk. */
  databaseMib: number;
  /** Whether events go over Redis. */
  redis: boolean;
}): Promise<Installation> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const [database, files] = [
      openDisk(count.databaseMib),
      openDisk(FILES_MIB),
    ];
    for (const { close } of [database, files])
      closing.push(() => Promise.resolve(close()));
    const disks = { database: database.disk, files: files.disk };
    let postgresClock: SettableClock | null = null;
    let noRoom = 0;
    const postgres = await startPostgres({
      folder: database.folder,
      settings: SMALL_LOG,
      instead(program) {
        const under = underClock(database.folder, program);
        postgresClock = under?.clock ?? null;
        return under?.program ?? program;
      },
      onLine(line) {
        if (line.includes(NO_ROOM)) noRoom += 1;
      },
    });
    closing.push(postgres.close);
    const simulator = await startSimulator();
    closing.push(simulator.stop);
    await simulator.settings({ retryDelaysMs: RETRY_DELAYS_MS });
    const clocks = newDataDir();
    closing.push(async () => fs.rmSync(clocks, { recursive: true }));
    const redis = count.redis ? await openRedis() : null;
    if (redis) closing.push(redis.close);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      PUBLIC_URL: url,
      DATA_DIR: files.folder,
      AUTH_SECRET: randomBytes(24).toString("hex"),
      ENCRYPTION_KEY: randomBytes(24).toString("hex"),
      ...(redis ? { REDIS_URL: redis.url } : {}),
    };
    const postgresPort = Number(new URL(postgres.url).port);
    const node = async (role: "web" | "worker"): Promise<Node> => {
      const line = await openLine(postgresPort);
      closing.push(line.close);
      const through = new URL(postgres.url);
      through.port = String(line.port);
      const { env: clockEnv, clock } = processClock(
        path.join(clocks, String(line.port)),
        () => app.program().pid,
      );
      const app = await prepareApp({
        graphUrl: simulator.url,
        databaseUrl: through.href,
        env: { ...env, ...clockEnv, ROLE: role },
      });
      closing.push(app.close);
      const made = { app, line, clock };
      await startStubbornly(made);
      return made;
    };
    const webs: Node[] = [];
    const workers: Node[] = [];
    for (let nth = 0; nth < count.webs; nth += 1) webs.push(await node("web"));
    for (let nth = 0; nth < count.workers; nth += 1)
      workers.push(await node("worker"));
    const front = await openFront(
      port,
      webs.map(({ app }) => app.port),
    );
    closing.push(front.close);
    const owner = await createOwner({ url });
    await connect(simulator, owner.api, PAGES[0]);
    return {
      url,
      webs,
      workers,
      postgres,
      redis,
      disks,
      postgresClock,
      noRoom: () => noRoom,
      simulator,
      owner,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openRedis(): Promise<Redis> {
  const folder = newDataDir();
  const port = await freePort();
  let running = await startRedis(folder, port);
  return {
    url: running.url,
    kill: () => running.kill(),
    async start() {
      running = await startRedis(folder, port);
    },
    signal: (signal) => void process.kill(running.pid, signal),
    async close() {
      await running.kill();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
