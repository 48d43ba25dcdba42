import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  destinationOfLead,
  sourceOfNewLead,
  statusOfNewLead,
} from "#server/domain/leads/assignment/assign-lead.ts";
import { startLeadClocks } from "#server/domain/leads/assignment/lead-clock.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { readLeadSettings } from "#server/domain/leads/settings/lead-settings.ts";

/** A lead as the webhook reports it; its answers are fetched later. */
export type NewLead = {
  channelId: string;
  pageId: string;
  formId: string;
  leadgenId: string;
  adId: string | null;
  createdTime: Date;
};

/** The way in which Parley learnt of it: a webhook, a back-fill, or a request for a test lead. */
export type LeadOrigin = "received" | "recovered" | "requested";

/** A requested test lead waits for its webhook this long; then it is fetched all the same. */
const TEST_WAIT_MS = 60_000;

/**
 * Stores a lead's ids at once, whatever the vendor says later. Its assignment
 * is decided here: the clock of the person who gets it starts now. Safe to
 * repeat: unique on leadgenId.
 * @returns its id, and whether it was not known
 */
export async function recordLead(
  tx: Sql,
  lead: NewLead,
  { origin, now }: { origin: LeadOrigin; now: Date },
): Promise<{ id: string; isNew: boolean }> {
  const settings = await readLeadSettings(tx);
  const to = await destinationOfLead(tx, lead, settings);
  const isTest = origin === "requested";
  const dueAt = isTest ? new Date(now.getTime() + TEST_WAIT_MS) : now;
  const [created] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    insert into lead (id, "channelId", "pageId", "formId", "leadgenId", "adId", test, "dueAt", "statusId", "sourceId",
      "assignedType", "assignedId", "ownerId", "ownedSince", "createdTime", "createdAt")
    values (${newId()}::uuid, ${lead.channelId}::uuid, ${lead.pageId}, ${lead.formId}, ${lead.leadgenId},
      ${lead.adId}, ${isTest}, ${dueAt}::timestamptz,
      ${statusOfNewLead(lead, settings)}, ${sourceOfNewLead(lead, settings)},
      ${to?.type ?? null}, ${to?.id ?? null}::uuid, ${to?.type === "agent" ? to.id : null}::uuid,
      ${to?.type === "agent" ? now : null}::timestamptz, ${lead.createdTime}::timestamptz, ${now}::timestamptz)
    on conflict ("leadgenId") do nothing returning id`);
  if (!created)
    return { id: await known(tx, lead, { origin, now }), isNew: false };
  await addAttempt(tx, { leadId: created.id, outcome: origin }, now);
  if (!isTest) await startLeadClocks(tx, created.id, settings, now);
  await announce(tx, [
    { kind: "lead.created", payload: { leadId: created.id } },
  ]);
  wakeAfterCommit(tx, "leads");
  return { id: created.id, isNew: true };
}

/** A test lead is told of twice: by the request and by its webhook, in either order. */
async function known(
  tx: Sql,
  { leadgenId }: NewLead,
  { origin, now }: { origin: LeadOrigin; now: Date },
): Promise<string> {
  const [row] = await tx.$queryRaw<
    { id: string; test: boolean; state: string; heard: boolean }[]
  >(Prisma.sql`
    select l.id, l.test, l.state,
      exists (select from lead_attempt h where h."leadId" = l.id and h.outcome = 'received') as heard
    from lead l where l."leadgenId" = ${leadgenId} for update of l`);
  if (!row) throw new Error("A lead that was known a moment ago is gone.");
  const { id } = row;
  if (origin === "requested" && !row.test) {
    await tx.$executeRaw(
      Prisma.sql`update lead set test = true where id = ${id}::uuid`,
    );
    await addAttempt(tx, { leadId: id, outcome: origin }, now);
    await announce(tx, [{ kind: "lead.updated", payload: { leadId: id } }]);
  }
  if (origin === "received" && row.test && !row.heard) {
    await addAttempt(tx, { leadId: id, outcome: origin }, now);
    await tx.$executeRaw(Prisma.sql`
      update lead set "dueAt" = ${now}::timestamptz where id = ${id}::uuid and state = 'pending' and claims = 0`);
    wakeAfterCommit(tx, "leads");
  }
  return id;
}
