import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  CODES_OF,
  healthOf,
  isUrgent,
  sourceOf,
  type ProblemCode,
  type ProblemSource,
  type StoredProblem,
} from "#server/domain/channels/problems.ts";
import { channelProblemTexts } from "#server/domain/english.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

export type FoundProblem = { code: ProblemCode; detail: string | null };

export type Look = {
  source: ProblemSource;
  /** All that it found; what it found earlier and not now is over. */
  found: FoundProblem[];
  /** What it proves to be over as well, whoever learnt it. */
  disproves?: readonly ProblemCode[];
};

/**
 * What a look at the channel found. It replaces what looks of the same source
 * found and nothing else: who did not look for something does not take it
 * back. A problem that was there already keeps its `at`.
 */
export async function recordLooks(
  tx: Sql,
  channelId: string,
  looks: Look[],
  now: Date,
): Promise<void> {
  await changeProblems(tx, channelId, now, (old) =>
    looks.reduce((problems, look) => afterLook(problems, look, old, now), old),
  );
}

/** One problem more, learnt where `source` says. Safe to repeat. */
export async function addProblem(
  tx: Sql,
  channelId: string,
  source: ProblemSource,
  problem: FoundProblem,
  now: Date,
): Promise<void> {
  await changeProblems(tx, channelId, now, (old) => [
    ...old.filter((one) => !isOf(one, source) || one.code !== problem.code),
    since(old, source, problem, now),
  ]);
}

/** These are over, whoever learnt them: a new secret was saved, a block was lifted. Safe to repeat. */
export async function clearProblems(
  tx: Sql,
  channelId: string,
  codes: readonly ProblemCode[],
): Promise<void> {
  await changeProblems(tx, channelId, null, (old) =>
    old.filter(({ code }) => !codes.includes(code)),
  );
}

/** All that this source learnt is over: a send went through, a profile was told. Safe to repeat. */
export async function clearSource(
  tx: Sql,
  channelId: string,
  source: ProblemSource,
): Promise<void> {
  // Asked for every message that is sent: a channel without them is not even locked.
  const [troubled] = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from channel ch where id = ${channelId}::uuid and exists (
      select 1 from jsonb_array_elements(ch.problems) p where p->>'source' = ${source}
        or (p->>'source' is null and p->>'code' = any(${CODES_OF[source]}::text[])))`,
  );
  if (!troubled) return;
  await changeProblems(tx, channelId, null, (old) =>
    old.filter((problem) => !isOf(problem, source)),
  );
}

function afterLook(
  problems: StoredProblem[],
  { source, found, disproves = [] }: Look,
  old: StoredProblem[],
  now: Date,
): StoredProblem[] {
  return [
    ...problems.filter(
      (problem) => !isOf(problem, source) && !disproves.includes(problem.code),
    ),
    ...found.map((problem) => since(old, source, problem, now)),
  ];
}

function isOf(problem: StoredProblem, source: ProblemSource): boolean {
  return sourceOf(problem) === source;
}

/** The one writer of problems and health. `now` null: nothing is added. */
async function changeProblems(
  tx: Sql,
  channelId: string,
  now: Date | null,
  change: (old: StoredProblem[]) => StoredProblem[],
): Promise<void> {
  const [row] = await tx.$queryRaw<ChannelRow[]>(
    Prisma.sql`select name, "departmentId", problems from channel where id = ${channelId}::uuid for update`,
  );
  if (!row) return;
  const problems = change(row.problems);
  const json = JSON.stringify(problems);
  if (json === JSON.stringify(row.problems)) return;
  await tx.$executeRaw(Prisma.sql`
    update channel set problems = ${json}::jsonb, health = ${healthOf(problems)}
    where id = ${channelId}::uuid`);
  await announce(tx, [{ kind: "channel.updated", payload: { channelId } }]);
  if (now !== null) await alertOfNew(tx, channelId, row, problems, now);
}

type ChannelRow = {
  name: string;
  departmentId: string | null;
  problems: StoredProblem[];
};

/** Whoever can mend it is told once, when it begins: customers wait meanwhile. */
async function alertOfNew(
  tx: Sql,
  channelId: string,
  { name, departmentId, problems: old }: ChannelRow,
  problems: StoredProblem[],
  now: Date,
): Promise<void> {
  const known = new Set(old.map(({ code }) => code));
  const codes = new Set(problems.map(({ code }) => code));
  const fresh = [...codes].filter((code) => !known.has(code) && isUrgent(code));
  await raiseAlerts(
    tx,
    fresh.map((problem) => ({
      kind: "channel_problem",
      departmentId,
      detail: {
        channel: { id: channelId, name },
        problem,
        message: channelProblemTexts[problem].message,
      },
    })),
    now,
  );
}

function since(
  old: StoredProblem[],
  source: ProblemSource,
  { code, detail }: FoundProblem,
  now: Date,
): StoredProblem {
  const known = old.find((problem) => problem.code === code);
  return { code, source, at: known?.at ?? now.toISOString(), detail };
}
