import { Prisma, type Database } from "#server/db/client.ts";
import { nodeAlive } from "#server/domain/access/devices-here.ts";
import { readBacklog } from "#server/pipeline/run/backlog.ts";
import { readVersion } from "#server/pipeline/run/heartbeat.ts";
import { counted, failed, ok, warning, type Check } from "./check.ts";

type NodeRow = { role: string; version: string };

const LATE_SECONDS = 60;
const VERY_LATE_SECONDS = 600;

/** Whether processes serve the pages and do the work, and all in this version. */
export async function checkProcesses(
  db: Database,
): Promise<{ isRunning: boolean; check: Check }> {
  const [now] = await db.sql.$queryRaw<{ at: Date }[]>(
    Prisma.sql`select now() as at`,
  );
  const nodes = await db.sql.$queryRaw<NodeRow[]>(Prisma.sql`
    select n.role, n.version from node n where ${nodeAlive(now?.at ?? new Date())}`);
  return {
    isRunning: nodes.length > 0,
    check: judgeProcesses(nodes, readVersion()),
  };
}

/** The finding for the living processes. `version` is the one of this program. */
export function judgeProcesses(nodes: NodeRow[], version: string): Check {
  const key = "processes";
  const count = (...roles: string[]) =>
    nodes.filter(({ role }) => roles.includes(role)).length;
  if (nodes.length === 0) {
    return warning(key, "No process of Parley runs.", "npm start");
  }
  if (count("web", "all") === 0) {
    return failed(
      key,
      "No process serves pages and webhooks: workers alone run.",
      "Start one with ROLE=web.",
    );
  }
  if (count("worker", "all") === 0) {
    return failed(
      key,
      "No process does the work: messages are stored and stay where they are.",
      "Start one with ROLE=worker.",
    );
  }
  const other = nodes.find((node) => node.version !== version);
  if (other) {
    return warning(
      key,
      `A process runs version ${other.version || "unknown"}, and this program is ${version}.`,
      "Restart it with this version.",
    );
  }
  return ok(
    key,
    nodes.length === 1
      ? "One process runs: it serves and does the work."
      : `${nodes.length} processes run: ${count("web")} web, ${count("worker")} worker, ${count("all")} for both.`,
  );
}

/** Whether what came in is applied and what goes out is sent, in time. */
export async function checkQueues(
  db: Database,
  isRunning: boolean,
): Promise<Check[]> {
  const { pending, oldest, parked, overdue, queued } = await readBacklog(
    db.sql,
  );
  const cause = isRunning
    ? "Look for errors in the worker's log."
    : "Start Parley: the work goes on where it was left.";
  const late = (key: string, seconds: number, message: string) => {
    if (seconds <= LATE_SECONDS) return ok(key, message);
    const isGrave = isRunning && seconds > VERY_LATE_SECONDS;
    return (isGrave ? failed : warning)(key, message, cause);
  };
  return [
    late(
      "queue",
      oldest,
      pending === 0
        ? "Every delivery is applied."
        : `${counted(pending, "delivery waits", "deliveries wait")} to be applied, the oldest for ${Math.round(oldest)} s.`,
    ),
    parked === 0
      ? ok("parked", "No delivery was set aside.")
      : warning(
          "parked",
          `${counted(parked, "delivery was", "deliveries were")} set aside after too many attempts.`,
          "Open Settings, Deliveries: each names its error and can be replayed.",
        ),
    late(
      "sends",
      overdue,
      queued === 0
        ? "No message waits to be sent."
        : `${counted(queued, "message waits", "messages wait")} to be sent, the oldest for ${Math.round(overdue)} s past its time.`,
    ),
  ];
}
