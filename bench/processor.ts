import fs from "node:fs";
import type { Database } from "#server/db/client.ts";

/** Processor time that was used until now, in ms: user and system together. Needs /proc. */
export type Used = { nodeMs: number; postgresMs: number };

/** A tick of the processor's accounts on Linux. */
const TICK_MS = 10;

/** Answers a function that reads what one process of Node and the whole of its Postgres have used. */
export async function openProcessor(
  db: Database,
  nodePid: number,
): Promise<() => Used> {
  const { rows } = await db.pool.query<{ pid: number }>(
    "select pg_backend_pid() as pid",
  );
  const postmaster = parentOf(rows[0]?.pid ?? 0);
  return () => ({
    nodeMs: ownMs(nodePid),
    // A backend that has ended is counted with its parent.
    postgresMs:
      endedMs(postmaster) +
      [postmaster, ...childrenOf(postmaster)]
        .map(ownMs)
        .reduce((sum, ms) => sum + ms, 0),
  });
}

/** The time used from one reading to another. Pure. */
export function between(before: Used, after: Used): Used {
  return {
    nodeMs: after.nodeMs - before.nodeMs,
    postgresMs: after.postgresMs - before.postgresMs,
  };
}

/** The fields of /proc/PID/stat behind the name, which may contain spaces. Empty: the process is gone. */
function statOf(pid: number): string[] {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

const parentOf = (pid: number) => Number(statOf(pid)[1] ?? 0);
const ownMs = (pid: number) => sumMs(statOf(pid).slice(11, 13));
const endedMs = (pid: number) => sumMs(statOf(pid).slice(13, 15));

function sumMs(ticks: string[]): number {
  return ticks.reduce((sum, text) => sum + Number(text) * TICK_MS, 0);
}

function childrenOf(pid: number): number[] {
  return fs
    .readdirSync("/proc")
    .map(Number)
    .filter((other) => other > 0 && parentOf(other) === pid);
}
