import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A lead as the webhook reports it; its answers are fetched later. */
export type NewLead = {
  channelId: string;
  pageId: string;
  formId: string;
  leadgenId: string;
  adId: string | null;
  createdTime: Date;
};

/** Stores a lead's id, so that its answers can be fetched. Safe to repeat: unique on leadgenId. */
export async function recordLead(tx: Sql, lead: NewLead): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into lead (id, "channelId", "pageId", "formId", "leadgenId", "adId", "createdTime")
    values (${newId()}::uuid, ${lead.channelId}::uuid, ${lead.pageId}, ${lead.formId}, ${lead.leadgenId},
      ${lead.adId}, ${lead.createdTime}::timestamptz)
    on conflict ("leadgenId") do nothing`);
}
