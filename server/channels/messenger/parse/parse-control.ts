import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { ignored, keyOf } from "./item.ts";
import type { Item } from "./item.ts";
import { asId, asObject, asText } from "#server/channels/common/json.ts";

/**
 * The app that has the thread. App ids come as text or number; null: no app,
 * the thread is idle. Giving a thread back sends no webhook.
 */
export const parseThreadControl = {
  passed: (value: unknown, item: Item) => parseControl("passed", value, item),
  taken: (value: unknown, item: Item) => parseControl("taken", value, item),
  requested: (value: unknown, item: Item) =>
    parseControl("requested", value, item),
};

function parseControl(
  action: "passed" | "taken" | "requested",
  value: unknown,
  item: Item,
): InboundEvent {
  const control = asObject(value);
  if (control === null) return ignored(item, "control_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  const owner =
    action === "requested" ? "requested_owner_app_id" : "new_owner_app_id";
  return {
    type: "control",
    ...item.thread,
    action,
    appId: asId(control[owner]),
    previousAppId: asId(control["previous_owner_app_id"]),
    metadata: asText(control["metadata"]),
    key: keyOf(item, action),
  };
}

/** A warning, block or unblock of the whole page; no person is in it. */
export function parsePolicy(value: unknown, item: Item): InboundEvent {
  const policy = asObject(value);
  const action = asText(policy?.["action"]);
  if (policy === null || action === null) {
    return ignored(item, "policy_without_action");
  }
  if (item.accountId === null) return ignored(item, "no_page");
  return {
    type: "policy",
    accountId: item.accountId,
    action,
    reason: asText(policy["reason"]),
    at: item.at,
    key: keyOf(item, "policy"),
  };
}
