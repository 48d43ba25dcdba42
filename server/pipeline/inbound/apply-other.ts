import type { Sql } from "#server/db/sql.ts";
import { recordPolicy } from "#server/domain/channels/policy.ts";
import { recordLead } from "#server/domain/leads/record-lead.ts";
import type { Other } from "./resolve-events.ts";

/** Applies an event about a page rather than a thread: a lead, or a policy action of Meta's. Safe to repeat. */
export async function applyOther(
  tx: Sql,
  { event, channel, receivedAt }: Other,
): Promise<void> {
  if (event.type === "lead") {
    await recordLead(
      tx,
      {
        channelId: channel.id,
        pageId: channel.accountId,
        formId: event.formId,
        leadgenId: event.leadgenId,
        adId: event.adId,
        createdTime: event.at ?? receivedAt,
      },
      { origin: "received", now: receivedAt },
    );
  } else {
    await recordPolicy(tx, {
      channelId: channel.id,
      action: event.action,
      reason: event.reason,
      at: event.at ?? receivedAt,
    });
  }
}
