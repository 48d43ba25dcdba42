import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  channelProblems,
  healthOf,
  type ProblemCode,
  type StoredProblem,
} from "#server/domain/channels/problems.ts";
import { announce } from "#server/domain/threads/announcements.ts";

export type FoundProblem = { code: ProblemCode; detail: string | null };

/**
 * What a check of the channel found: replaces what earlier checks found, keeps
 * what only Meta tells by itself (policies, limits). A problem that was there
 * already keeps its `at`.
 */
export async function recordHealth(
  tx: Sql,
  channelId: string,
  found: FoundProblem[],
  now: Date,
): Promise<void> {
  await changeProblems(tx, channelId, (old) => [
    ...old.filter(({ code }) => channelProblems[code]?.foundBy === "event"),
    ...found.map((problem) => since(old, problem, now)),
  ]);
  await tx.$executeRaw(Prisma.sql`
    update channel set "checkedAt" = ${now}::timestamptz where id = ${channelId}::uuid`);
}

/** One problem more, learnt outside a check: a refused send, a warning. Safe to repeat. */
export async function addProblem(
  tx: Sql,
  channelId: string,
  problem: FoundProblem,
  now: Date,
): Promise<void> {
  await changeProblems(tx, channelId, (old) => [
    ...old.filter(({ code }) => code !== problem.code),
    since(old, problem, now),
  ]);
}

/** These are over: a send went through, a block was lifted. Safe to repeat. */
export async function clearProblems(
  tx: Sql,
  channelId: string,
  codes: ProblemCode[],
): Promise<void> {
  // Asked for every message that is sent: a channel without them is not even locked.
  const [troubled] = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from channel ch where id = ${channelId}::uuid and exists (
      select 1 from jsonb_array_elements(ch.problems) p where p->>'code' = any(${codes}::text[]))`,
  );
  if (!troubled) return;
  await changeProblems(tx, channelId, (old) =>
    old.filter(({ code }) => !codes.includes(code)),
  );
}

async function changeProblems(
  tx: Sql,
  channelId: string,
  change: (old: StoredProblem[]) => StoredProblem[],
): Promise<void> {
  const [row] = await tx.$queryRaw<{ problems: StoredProblem[] }[]>(
    Prisma.sql`select problems from channel where id = ${channelId}::uuid for update`,
  );
  if (!row) return;
  const problems = change(row.problems);
  const json = JSON.stringify(problems);
  if (json === JSON.stringify(row.problems)) return;
  await tx.$executeRaw(Prisma.sql`
    update channel set problems = ${json}::jsonb, health = ${healthOf(problems)}
    where id = ${channelId}::uuid`);
  await announce(tx, [{ kind: "channel.updated", payload: { channelId } }]);
}

function since(
  old: StoredProblem[],
  { code, detail }: FoundProblem,
  now: Date,
): StoredProblem {
  const known = old.find((problem) => problem.code === code);
  return { code, at: known?.at ?? now.toISOString(), detail };
}
