import { truncate } from "#contract/text/text.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { ignored } from "./item.ts";
import type { BatchItem } from "#server/channels/meta/batch.ts";
import { asId, asLine, asList } from "#server/channels/common/json.ts";

/** The object of deliveries about what a person has allowed the app. */
export const PERMISSIONS = "permissions";

const MAX_LENGTH = 80;

/**
 * A change of permissions. Its `entry.id` is the person who granted them; the
 * pages are in `target_ids`, and without those it may be about every page.
 */
export function parsePermission(source: BatchItem): InboundEvent[] {
  const permission = asLine(source.field, MAX_LENGTH);
  if (source.via !== "changes" || permission === null)
    return [ignored(source, `object:${PERMISSIONS}`)];
  const pages = new Set(
    asList(source.body["target_ids"]).flatMap((id) => asId(id) ?? []),
  );
  const accountIds = pages.size > 0 ? [...pages] : [null];
  return accountIds.map((accountId) => ({
    type: "permission",
    accountId,
    permission: truncate(permission, MAX_LENGTH),
  }));
}
