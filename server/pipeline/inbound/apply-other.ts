import type { Sql } from "#server/db/sql.ts";
import { recordPolicy } from "#server/domain/channels/health/policy.ts";
import { recordLead } from "#server/domain/leads/intake/record-lead.ts";
import { isErasedLead } from "#server/domain/customers/erased-ids.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import { recordLeadUpdate } from "#server/domain/leads/intake/record-update.ts";
import type { Other } from "./resolve-events.ts";

/** Applies an event about a page rather than a thread: a lead, an update of a lead, or a policy action of Meta's. Safe to repeat. */
export async function applyOther(
  tx: Sql,
  vault: Vault,
  { event, channel, receivedAt }: Other,
): Promise<void> {
  if (event.type === "lead") {
    if (await isErasedLead(tx, vault, event.leadgenId)) return;
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
  } else if (event.type === "lead_update") {
    await recordLeadUpdate(tx, {
      channelId: channel.id,
      leadgenId: event.leadgenId,
      change: event.change,
      key: event.key,
      at: event.at ?? receivedAt,
    });
  } else {
    await recordPolicy(tx, {
      channelId: channel.id,
      action: event.action,
      reason: event.reason,
      at: event.at ?? receivedAt,
    });
  }
}
