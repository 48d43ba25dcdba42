import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  destinationOfLead,
  statusOfNewLead,
} from "#server/domain/leads/assignment/assign-lead.ts";
import { startLeadClocks } from "#server/domain/leads/assignment/lead-clock.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { readLeadSettings } from "#server/domain/leads/settings/lead-settings.ts";

/** A person who wrote to a page after they clicked an ad. */
export type AdLead = {
  channelId: string;
  pageId: string;
  threadId: string;
  customerId: string;
  identityId: string;
  adId: string;
  adTitle: string | null;
  at: Date;
};

/**
 * Makes a lead of each person who wrote from an ad, joined to the customer of
 * the conversation. The conversation rings for agents, so the lead alerts no
 * one: it belongs to the thread's owner, else to where the page's leads go.
 * Safe to repeat: one lead for each ad and person.
 */
export async function recordAdLeads(
  tx: Sql,
  found: AdLead[],
  now: Date,
): Promise<void> {
  if (found.length === 0) return;
  const settings = await readLeadSettings(tx);
  if (!settings.adLeads) return;
  for (const lead of found) {
    const { channelId, adId, adTitle, identityId } = lead;
    const noForm = { channelId, formId: "" };
    const [thread] = await tx.$queryRaw<{ ownerId: string | null }[]>(
      Prisma.sql`select "ownerId" from thread where id = ${lead.threadId}::uuid`,
    );
    const to = thread?.ownerId
      ? { type: "agent" as const, id: thread.ownerId }
      : await destinationOfLead(tx, noForm, settings);
    const [created] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      insert into lead (id, "channelId", "pageId", "formId", "leadgenId", "adId", "adName", organic, state, "dueAt",
        "statusId", "sourceId", "assignedType", "assignedId", "ownerId", "customerId", "createdTime", "createdAt")
      values (${newId()}::uuid, ${channelId}::uuid, ${lead.pageId}, '', ${`ad:${adId}:${identityId}`}, ${adId}, ${adTitle},
        false, 'synced', null,
        ${statusOfNewLead(noForm, settings)}, (select id from lead_source where use = 'ad'),
        ${to?.type ?? null}, ${to?.id ?? null}::uuid, ${to?.type === "agent" ? to.id : null}::uuid,
        ${lead.customerId}::uuid, ${lead.at}::timestamptz, ${now}::timestamptz)
      on conflict ("leadgenId") do nothing returning id`);
    if (!created) continue;
    await addAttempt(tx, { leadId: created.id, outcome: "ad" }, now);
    await startLeadClocks(tx, created.id, settings, now);
    await announce(tx, [
      { kind: "lead.created", payload: { leadId: created.id } },
    ]);
  }
}
