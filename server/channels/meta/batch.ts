import {
  asId,
  asList,
  asObject,
  asText,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

/** One item of a delivery, with its place. */
export type BatchItem = {
  /** Its place, for people who inspect a delivery: `entry[0].messaging[3]`. */
  path: string;
  /** page, instagram, whatsapp_business_account, …; null: not given. */
  object: string | null;
  /** The account (page) id; "0" in the dashboard's tests. */
  entryId: string | null;
  via: "messaging" | "standby" | "changes";
  /** The webhook field; only `changes` name it. */
  field: string | null;
  body: JsonObject;
};

/** A part that has no readable item in it. */
export type BrokenItem = { path: string; broken: string };

/**
 * Every item of every entry of a webhook delivery, in order: up to 1000 in
 * practice, and any mixture of `messaging`, `standby` and `changes`. Takes any
 * JSON value and never throws; what has no item is reported as broken.
 */
export function walkBatch(delivery: unknown): (BatchItem | BrokenItem)[] {
  const root = asObject(delivery);
  if (root === null) return [{ path: "", broken: "not_an_object" }];
  const object = asText(root["object"]);
  const entries = asList(root["entry"]);
  if (entries.length === 0) return [{ path: "", broken: "no_entries" }];
  return entries.flatMap((entry, index) =>
    walkEntry(entry, `entry[${index}]`, object),
  );
}

/** The accounts (pages) that a delivery is about, each once, at most `max`. Takes any JSON value and never throws. */
export function accountsNamed(delivery: unknown, max: number): string[] {
  const entries = asList(asObject(delivery)?.["entry"]);
  const ids = entries.map((entry) => asId(asObject(entry)?.["id"]));
  return [...new Set(ids.filter((id) => id !== null))].slice(0, max);
}

type EntryContext = {
  path: string;
  object: string | null;
  entryId: string | null;
};

function walkEntry(
  value: unknown,
  path: string,
  object: string | null,
): (BatchItem | BrokenItem)[] {
  const entry = asObject(value);
  if (entry === null) return [{ path, broken: "entry_not_an_object" }];
  const context: EntryContext = { path, object, entryId: asText(entry["id"]) };
  const found = [
    ...walkItems(entry["messaging"], "messaging", context),
    // One of the vendor's own examples has this misprint.
    ...walkItems(entry["messaging:"], "messaging", context),
    ...walkItems(entry["standby"], "standby", context),
    ...asList(entry["changes"]).map((change, index) =>
      readChange(change, `${path}.changes[${index}]`, context),
    ),
  ];
  // Some apps get {id, time, field, value} without a list around it.
  if (found.length === 0 && asText(entry["field"]) !== null) {
    return [readChange(entry, path, context)];
  }
  return found.length > 0 ? found : [{ path, broken: "entry_without_items" }];
}

function walkItems(
  list: unknown,
  via: "messaging" | "standby",
  context: EntryContext,
): (BatchItem | BrokenItem)[] {
  return asList(list).map((value, index) => {
    const path = `${context.path}.${via}[${index}]`;
    const body = asObject(value);
    return body === null
      ? { path, broken: "item_not_an_object" }
      : { ...context, path, via, field: null, body };
  });
}

function readChange(
  value: unknown,
  path: string,
  context: EntryContext,
): BatchItem | BrokenItem {
  const change = asObject(value);
  if (change === null) return { path, broken: "change_not_an_object" };
  const field = asText(change["field"]);
  const body = asObject(change["value"]);
  // An app may choose to get only the names of changed fields.
  if (body === null) return { path, broken: `no_value:${field ?? ""}` };
  return { ...context, path, via: "changes", field, body };
}
