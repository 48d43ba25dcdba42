import { io, type Socket } from "socket.io-client";
import { openDatabase } from "#server/db/client.ts";
import { createLog } from "#server/runtime/log.ts";
import { createColleague } from "../../e2e/harness/company.ts";
import { inParallel, pause, until } from "../../e2e/harness/until.ts";
import {
  startStubbornly,
  type Installation,
  type Node,
} from "./installation.ts";
import type { Fault, Step } from "./plan.ts";

/** As many as a process takes of one agent; see server/live/live.ts. */
const SOCKETS_OF_ONE = 50;
const STARTED_AT_ONCE = 4;
const MORE_THAN_POSTGRES_HAS = 500;
const POSTGRES_BACK_MS = 60_000;

/** What the faults need that is made before them. */
export type Crowd = { tokens: string[] };

/** People with enough tokens for that many sockets, spread over the web processes. */
export async function gatherCrowd(
  installation: Installation,
  sockets: number,
): Promise<Crowd> {
  const each = SOCKETS_OF_ONE * installation.webs.length;
  const people = Array.from(
    { length: Math.ceil(sockets / each) },
    (_, nth) => nth,
  );
  const tokens: string[] = [];
  await inParallel(people, STARTED_AT_ONCE, async (nth) => {
    tokens.push((await createColleague(installation, `Crowd${nth}`)).token);
  });
  return { tokens };
}

/** What a fault has now. What is away can neither be killed nor stand still. */
const struck = new WeakSet<object>();

/**
 * Does one step of the plan, from its beginning until all is as before.
 * @returns false if another step has what it would strike, or the machine cannot; nothing was done then
 */
export async function act(
  installation: Installation,
  crowd: Crowd,
  { fault, lastsMs }: Step,
): Promise<boolean> {
  const what = whatOf(installation, fault);
  if (what === null || struck.has(what)) return false;
  struck.add(what);
  try {
    const end = await begin(installation, crowd, fault);
    await pause(lastsMs);
    await end();
    return true;
  } finally {
    struck.delete(what);
  }
}

/** Null: this machine cannot have the fault. */
function whatOf(installation: Installation, fault: Fault): object | null {
  const { webs, workers, postgres, simulator, disks } = installation;
  switch (fault.kind) {
    case "kill":
    case "freeze":
      return nodeOf(installation, fault);
    case "cut":
    case "stall":
      return at([...webs, ...workers], fault.nth).line;
    case "clock":
      return at([...webs, ...workers], fault.nth).clock;
    case "clock_postgres":
      return installation.postgresClock;
    case "disk_full":
      return fault.what === "database" ? postgres : disks.files;
    case "kill_postgres":
    case "connections":
      return postgres;
    case "kill_redis":
    case "freeze_redis":
      return installation.redis;
    case "vendor":
      return simulator;
    case "sockets":
      return webs;
  }
}

/** @returns the function that ends the fault */
async function begin(
  installation: Installation,
  crowd: Crowd,
  fault: Fault,
): Promise<() => Promise<unknown>> {
  const { webs, workers, postgres, redis, simulator } = installation;
  switch (fault.kind) {
    case "kill": {
      const node = nodeOf(installation, fault);
      await node.app.program().kill();
      return () => startStubbornly(node);
    }
    case "freeze": {
      const { pid } = nodeOf(installation, fault).app.program();
      process.kill(pid, "SIGSTOP");
      return async () => process.kill(pid, "SIGCONT");
    }
    case "kill_postgres":
      await postgres.kill();
      return () =>
        until(
          "Postgres is back",
          () => postgres.start().then(() => true),
          POSTGRES_BACK_MS,
        );
    case "kill_redis":
      await redis?.kill();
      return async () => redis?.start();
    case "freeze_redis":
      redis?.signal("SIGSTOP");
      return async () => redis?.signal("SIGCONT");
    case "cut":
    case "stall": {
      const { line } = at([...webs, ...workers], fault.nth);
      if (fault.kind === "cut") await line.cut();
      else line.stall();
      return () => line.restore();
    }
    case "connections":
      return useUpConnections(postgres.url);
    case "disk_full":
      return fillDisk(installation, fault.what);
    case "clock":
    case "clock_postgres": {
      const clock =
        fault.kind === "clock"
          ? at([...webs, ...workers], fault.nth).clock
          : installation.postgresClock;
      clock?.set(fault.byMs);
      return async () => clock?.set(0);
    }
    case "vendor":
      await simulator.faults(fault.faults);
      return () => simulator.noFaults();
    case "sockets":
      return openSockets(installation, crowd, fault.count);
  }
}

/** Postgres gives up when it finds no room for its log, and is started again, as by systemd. */
async function fillDisk(
  { disks, postgres }: Installation,
  what: "database" | "files",
): Promise<() => Promise<unknown>> {
  const disk = disks[what];
  await disk?.fill();
  return async () => {
    disk?.free();
    if (what === "files") return;
    await until(
      "Postgres has room again",
      async () => {
        if (postgres.hasEnded()) await postgres.start();
        return isAnswering(postgres.url);
      },
      POSTGRES_BACK_MS,
    );
  };
}

async function isAnswering(url: string): Promise<boolean> {
  const db = openDatabase({ url, log: createLog("silent"), poolSize: 1 });
  try {
    await db.pool.query("select 1");
    return true;
  } finally {
    await db.close();
  }
}

function nodeOf(
  { webs, workers }: Installation,
  { what, nth }: { what: "web" | "worker"; nth: number },
): Node {
  return at(what === "web" ? webs : workers, nth);
}

function at<T>(list: T[], nth: number): T {
  const one = list[nth];
  if (one === undefined) throw new Error(`There is no ${nth}.`);
  return one;
}

/** Takes connections until Postgres refuses one, or is away. */
async function useUpConnections(url: string): Promise<() => Promise<unknown>> {
  const log = createLog("silent");
  const db = openDatabase({ url, log, poolSize: MORE_THAN_POSTGRES_HAS });
  const taken: { release(broken: boolean): void }[] = [];
  for (let isFree = true; isFree;) {
    const client = await db.pool.connect().catch(() => null);
    if (client) taken.push(client);
    else isFree = false;
  }
  return async () => {
    for (const client of taken) client.release(true);
    await db.close();
  };
}

/** Opens them all at once, and waits for none: they go on trying until the end. */
async function openSockets(
  { webs }: Installation,
  { tokens }: Crowd,
  count: number,
): Promise<() => Promise<unknown>> {
  const sockets = Array.from({ length: count }, (_, nth): Socket => {
    const { app } = at(webs, nth % webs.length);
    return io(app.url, {
      forceNew: true,
      transports: ["websocket"],
      auth: { token: tokens[nth % tokens.length] },
    });
  });
  return async () => {
    for (const socket of sockets) socket.disconnect();
  };
}
