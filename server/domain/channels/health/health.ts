import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { endedGap, startAfterGap } from "./backfill.ts";
import { observe, type Seen, type StoredLights } from "./lights.ts";
import {
  CODES_OF,
  healthOf,
  isUrgent,
  sourceOf,
  type ProblemCode,
  type ProblemSource,
  type StoredProblem,
} from "./problems.ts";
import { channelProblemText } from "#server/domain/english.ts";
import { mailProblems } from "./problem-mails.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

export type FoundProblem = { code: ProblemCode; detail: string | null };

export type Look = {
  source: ProblemSource;
  /** All that it found; what it found earlier and not now is over. */
  found: FoundProblem[];
  /** Problems that it proves to be over as well, whatever their source. */
  disproves?: readonly ProblemCode[];
  /** By light, the facts that it read. */
  seen?: Seen;
  /** Messages may have been missed since the last look at its light, and can arrive again. */
  hadGap?: boolean;
};

/**
 * Records the result of a look at the channel. It replaces what looks of the same source
 * found and nothing else: a look that did not check for a problem does not take it
 * back. A problem that was there already keeps its `at`.
 * @param isWhole everything was to be asked: a light of which nothing was seen is unknown now
 */
export async function recordLooks(
  tx: Sql,
  channelId: string,
  looks: Look[],
  now: Date,
  { isWhole = false }: { isWhole?: boolean } = {},
): Promise<void> {
  const seen = Object.assign({}, ...looks.map((look) => look.seen)) as Seen;
  await changeProblems(
    tx,
    channelId,
    now,
    (old) =>
      looks.reduce(
        (problems, look) => afterLook(problems, look, old, now),
        old,
      ),
    { seen, isWhole, hadGap: looks.some((look) => look.hadGap === true) },
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

/** The one writer of problems, health and lights. `now` null: nothing is added. */
async function changeProblems(
  tx: Sql,
  channelId: string,
  now: Date | null,
  change: (old: StoredProblem[]) => StoredProblem[],
  { seen, isWhole, hadGap }: Sight = NOTHING_SEEN,
): Promise<void> {
  const [row] = await tx.$queryRaw<ChannelRow[]>(
    Prisma.sql`select name, kind, "departmentId", problems, lights, now() as now
      from channel where id = ${channelId}::uuid for update`,
  );
  if (!row) return;
  const { kind } = row;
  const problems = change(row.problems);
  const at = now ?? row.now;
  const lights = observe(row.lights, {
    kind,
    problems,
    seen,
    isWhole,
    now: at,
  });
  const json = JSON.stringify(problems);
  const isChanged = json !== JSON.stringify(row.problems);
  if (!isChanged && !isWhole && Object.keys(seen).length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    update channel set problems = ${json}::jsonb, health = ${healthOf(problems)},
      lights = ${JSON.stringify(lights)}::jsonb
    where id = ${channelId}::uuid`);
  // A check announces the channel itself, when all of it is written.
  if (isChanged || !isWhole)
    await announce(tx, [{ kind: "channel.updated", payload: { channelId } }]);
  const gapSince =
    endedGap(row.problems, problems) ?? (hadGap ? lastLook(row.lights) : null);
  if (gapSince !== null) await startAfterGap(tx, channelId, gapSince, at);
  const channel = { id: channelId, ...row };
  if (isChanged)
    await mailProblems(tx, { channel, before: row.problems, after: problems });
  if (now !== null) await alertOfNew(tx, channelId, row, problems, now);
}

type Sight = { seen: Seen; isWhole: boolean; hadGap: boolean };

const NOTHING_SEEN: Sight = { seen: {}, isWhole: false, hadGap: false };

/** When the subscription was last seen; null: never, so the channel is new and has missed nothing. */
function lastLook({ fields }: StoredLights): Date | null {
  const at = fields?.checkedAt ?? null;
  return at === null ? null : new Date(at);
}

type ChannelRow = {
  name: string;
  kind: ChannelKind;
  departmentId: string | null;
  problems: StoredProblem[];
  lights: StoredLights;
  now: Date;
};

/** Whoever can mend it is told once, when it begins: customers wait meanwhile. */
async function alertOfNew(
  tx: Sql,
  channelId: string,
  { name, kind, departmentId, problems: old }: ChannelRow,
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
        channel: { id: channelId, name, type: kind },
        problem,
        message: channelProblemText(problem, kind)?.message ?? problem,
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
