import type { BatchItem } from "#server/channels/meta/batch.ts";
import { LEAD_UPDATE } from "./parse-change.ts";
import { asId, asObject } from "#server/channels/common/json.ts";

const TEST_SENDER = "12334";
const TEST_RECIPIENT = "23245";
const TEST_ENTRY = "0";

/**
 * Whether it comes from the "Test" button of the app's dashboard. That wraps
 * even messaging fields in `changes`, with fixed ids. The documentation's curl
 * example, whose `message` is a bare text without any ids, counts as well.
 */
export function isDashboardTest({
  body,
  entryId,
  via,
  field,
}: BatchItem): boolean {
  const sender = asId(asObject(body["sender"])?.["id"]);
  const recipient = asId(asObject(body["recipient"])?.["id"]);
  if (sender === TEST_SENDER && recipient === TEST_RECIPIENT) return true;
  // An update of a lead has been seen without the page's id.
  if (field === LEAD_UPDATE) return false;
  if (via === "changes") return entryId === TEST_ENTRY;
  return (
    typeof body["message"] === "string" && sender === null && recipient === null
  );
}
