import { KINDS_WITH_HISTORY } from "#contract/channels/rules/channel-rules.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { StoredProblem } from "./problems.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Why a back-fill runs; the last three begin without anybody asking. */
export type BackfillReason = "asked" | "import" | "down" | "repaired";

export type BackfillParams = {
  /** ISO 8601 */
  since: string;
  reason: BackfillReason;
};

export type BackfillProgress = {
  /** The place in the channel's history; null: the newest page. */
  cursor: string | null;
  /** Messages the vendor has shown, those it shows without content among them. */
  seen: number;
  recovered: number;
  unreadable: number;
};

const NO_PROGRESS: BackfillProgress = {
  cursor: null,
  seen: 0,
  recovered: 0,
  unreadable: 0,
};

export const DAY_MS = 24 * 3_600_000;
/** Older conversations belong to no gap any more. */
const MAX_DAYS = 31;
/** A gap is noticed by a check, which runs every 15 minutes, and clocks differ. */
const MARGIN_MS = 20 * 60_000;

export const BACKFILL_DUE = Prisma.sql`state = 'running' and kind = 'backfill'
  and "dueAt" <= ${ROUNDED_NOW}`;

/**
 * Starts to read the history of channels since then. One back-fill runs per
 * channel: where one is under way it begins again, from the earlier of the two
 * times, and keeps what it has counted as recovered.
 * @returns the ids of the jobs
 */
export async function startBackfills(
  tx: Sql,
  channelIds: string[],
  { since, reason, now }: { since: Date; reason: BackfillReason; now: Date },
): Promise<string[]> {
  if (channelIds.length === 0) return [];
  const earliest = now.getTime() - MAX_DAYS * DAY_MS;
  const from = new Date(Math.max(since.getTime(), earliest)).toISOString();
  const rows = channelIds.map((channelId) => ({ id: newId(), channelId }));
  const params: BackfillParams = { since: from, reason };
  const jobs = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    insert into job (id, kind, "channelId", params, progress, "dueAt", "createdAt")
    select x.id, 'backfill', x."channelId", ${JSON.stringify(params)}::jsonb,
      ${JSON.stringify(NO_PROGRESS)}::jsonb, now(), ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "channelId" uuid)
    order by x."channelId"
    on conflict (kind, "channelId") where state = 'running' do update set
      params = job.params || jsonb_build_object('since', least(job.params->>'since', excluded.params->>'since')),
      progress = job.progress || '{"cursor": null, "seen": 0, "unreadable": 0}'::jsonb,
      claims = job.claims + 1, failures = 0, "dueAt" = now()
    returning id`);
  wakeAfterCommit(tx, "backfill");
  return jobs.map(({ id }) => id);
}

/** A channel could not hear its customers since then, and can again. Safe to repeat. */
export async function startAfterGap(
  tx: Sql,
  channelId: string,
  since: Date,
  now: Date,
): Promise<void> {
  const [channel] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from channel where id = ${channelId}::uuid and ${CAN_BE_READ}`);
  if (!channel) return;
  await startBackfills(tx, [channelId], {
    since: before(since),
    reason: "repaired",
    now,
  });
}

/** The whole installation was down since then. */
export async function startAfterOutage(
  tx: Sql,
  since: Date,
  now: Date,
): Promise<void> {
  const channels = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from channel where enabled and ${CAN_BE_READ}`,
  );
  await startBackfills(
    tx,
    channels.map(({ id }) => id),
    { since: before(since), reason: "down", now },
  );
}

const CAN_BE_READ = Prisma.sql`"deletedAt" is null and kind = any(${[...KINDS_WITH_HISTORY]}::text[])`;

function before(since: Date): Date {
  return new Date(since.getTime() - MARGIN_MS);
}

/** While one of these lasts, what customers write may not arrive. */
const GAPS: readonly string[] = [
  "token_dead",
  "app_deauthorized",
  "token_wrong_page",
  "token_wrong_app",
  "app_secret_wrong",
  "permission_missing",
  "signature_refused",
  "webhook_not_verified",
  "webhook_elsewhere",
  "app_fields_missing",
  "not_subscribed",
  "fields_missing",
  "events_silent",
];

/** When the earliest of the gaps began that are over now; null: none is. */
export function endedGap(
  before: StoredProblem[],
  after: StoredProblem[],
): Date | null {
  const lasting = new Set(after.map(({ code }) => code));
  const begins = before
    .filter(({ code }) => GAPS.includes(code) && !lasting.has(code))
    // A silence is noticed days after it began, which is what the detail tells.
    .map(({ code, at, detail }) =>
      Date.parse(code === "events_silent" ? (detail ?? at) : at),
    )
    .filter((time) => !Number.isNaN(time));
  return begins.length === 0 ? null : new Date(Math.min(...begins));
}
