import { WEBHOOK_FIELDS } from "#contract/channels/page-fields.ts";
import type { ActionOutcome } from "#server/channels/channel.ts";
import type {
  Failure,
  VendorError,
} from "#server/channels/outbound-message.ts";
import type { PageTarget } from "#server/channels/messenger/target.ts";
import { credentials, toDone } from "#server/channels/messenger/page.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import {
  asId,
  asList,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";

/** Requested as well; a page whose app may not have them works without. */
const OPTIONAL_FIELDS = ["messaging_in_thread_lead_form_submit"] as const;

/** Forms that people fill in. It needs a permission of its own, and an admin can switch it off. */
const LEADS_FIELD = "leadgen";

/** The fields that every page needs and this one lacks. Pure. */
export function missingFields(fields: readonly string[]): string[] {
  return WEBHOOK_FIELDS.filter((field) => !fields.includes(field));
}

/** Without these, messages are missed. */
export const MESSAGE_FIELDS = ["messages", "message_echoes"];

export type Subscribed = {
  kind: "known";
  fields: string[];
  /** The names of the page's other apps, by their ids. */
  otherApps: Record<string, string>;
  /** Messages did not arrive until now. */
  hadGap?: boolean;
};

/** `fields`: the page's current fields; null: not given. */
export type Unsubscribed = {
  kind: "refused" | "later";
  error: VendorError;
  fields: string[] | null;
};

/**
 * Installs the app on the page, where that is missing, with every field that
 * it needs; fields that were added by hand stay. Safe to repeat.
 */
export async function keepSubscribed(
  graph: Graph,
  target: PageTarget,
  appId: string,
  { leads = true }: { leads?: boolean } = {},
): Promise<Subscribed | Unsubscribed> {
  const before = await subscribedFields(graph, target, appId);
  if (before.kind !== "known") return { ...before, fields: null };
  const lacks = (field: string) => !before.fields.includes(field);
  const kept = before.fields.filter((field) => leads || field !== LEADS_FIELD);
  const subscribe = (fields: readonly string[]) =>
    subscribePage(graph, target, [...new Set([...fields, ...kept])]);
  const forms = leads ? [LEADS_FIELD] : [];
  const wanted = [...WEBHOOK_FIELDS, ...OPTIONAL_FIELDS, ...forms];
  const isTooMuch = kept.length < before.fields.length;
  if (!isTooMuch && !wanted.some(lacks)) return before;
  let outcome = await subscribe(wanted);
  // One field that an app may not have refuses them all.
  if (outcome.kind === "refused" && leads && lacks(LEADS_FIELD))
    outcome = await subscribe([...WEBHOOK_FIELDS, LEADS_FIELD]);
  if (outcome.kind === "refused") {
    if (!isTooMuch && !WEBHOOK_FIELDS.some(lacks)) return before;
    outcome = await subscribe(WEBHOOK_FIELDS);
  }
  if (outcome.kind !== "done") return { ...outcome, fields: before.fields };
  // Read again: only what Meta says is known.
  const after = await subscribedFields(graph, target, appId);
  if (after.kind !== "known") return { ...after, fields: null };
  return { ...after, hadGap: MESSAGE_FIELDS.some(lacks) };
}

/** The list replaces the former one. */
async function subscribePage(
  graph: Graph,
  target: PageTarget,
  fields: readonly string[],
): Promise<ActionOutcome> {
  return toDone(
    await graph.call({
      method: "POST",
      path: [target.accountId, "subscribed_apps"],
      ...credentials(target),
      body: { json: { subscribed_fields: fields.join(",") } },
    }),
  );
}

/**
 * The fields this app is subscribed to; empty: not installed (any more). Meta
 * lists all apps of the page. Source: Page, "subscribed_apps", read 2026-11.
 */
export async function subscribedFields(
  graph: Graph,
  target: PageTarget,
  appId: string,
): Promise<Subscribed | Failure> {
  const result = await graph.call({
    method: "GET",
    path: [target.accountId, "subscribed_apps"],
    ...credentials(target),
  });
  if (result.kind === "failed") return toFailure(result);
  const apps = asObjects(result.body["data"]);
  const fields = apps
    .filter(({ id }) => asId(id) === appId)
    .flatMap((app) => asList(app["subscribed_fields"]))
    .flatMap((field) => asText(asObject(field)?.["name"] ?? field) ?? []);
  const otherApps = Object.fromEntries(
    apps.flatMap((app) => {
      const id = asId(app["id"]);
      const name = asText(app["name"]);
      return id && name && id !== appId ? [[id, name]] : [];
    }),
  );
  return { kind: "known", fields, otherApps };
}

/**
 * Puts leads into the page's subscription, or takes them out. Meta refuses
 * them to an app or token without the permission for leads.
 */
export async function monitorLeads(
  graph: Graph,
  target: PageTarget,
  appId: string,
  isOn: boolean,
): Promise<ActionOutcome> {
  const before = await subscribedFields(graph, target, appId);
  if (before.kind !== "known") return before;
  if (before.fields.includes(LEADS_FIELD) === isOn) return { kind: "done" };
  const others = before.fields.filter((field) => field !== LEADS_FIELD);
  const fields = isOn
    ? [...new Set([...others, ...WEBHOOK_FIELDS, LEADS_FIELD])]
    : others;
  return subscribePage(graph, target, fields);
}
