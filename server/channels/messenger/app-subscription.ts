import { WEBHOOK_FIELDS } from "#contract/channels/page-fields.ts";
import type {
  Account,
  AddressOptions,
  HealthLook,
  WebhookAddress,
} from "#server/channels/channel.ts";
import { MESSAGE_FIELDS } from "#server/channels/messenger/subscription.ts";
import {
  asFlag,
  asList,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";

/** The error code for a field that Meta does not know, or that the app may not have. */
const BAD_PARAMETER = 100;

/** Meta’s subscription of the app to the object `page`. */
type AppSubscription = { callbackUrl: string; fields: string[] };

/**
 * Whether the app delivers to our address, with the fields that messages come
 * in: Meta sends an event only if both app and page are subscribed to its field.
 * An app without an address gets ours; an address of another program stays
 * until a person asks for the repair. Where Meta does not answer the question,
 * nothing is claimed. Source: Graph API, "/{app-id}/subscriptions", read 2026-11.
 */
export async function lookAtAddress(
  graph: Graph,
  account: Account,
  webhook: WebhookAddress,
  { subscribe, takeAddress }: AddressOptions,
): Promise<HealthLook[]> {
  const before = await readSubscription(graph, account);
  if (before === "unknown") return [];
  const isOurs = before !== null && leadsTo(before.callbackUrl, webhook);
  const isFree = before === null;
  const lacks = (found: AppSubscription | null) =>
    MESSAGE_FIELDS.filter((field) => !found?.fields.includes(field));
  const mayChange = takeAddress || (subscribe && (isOurs || isFree));
  if (!mayChange || (isOurs && lacks(before).length === 0))
    return [toLook(before, webhook)];
  await subscribeApp(graph, account, webhook, {
    // Another program’s choice stays: the address is the app’s only one.
    callbackUrl: isOurs ? before.callbackUrl : webhook.callbackUrl,
    fields: before?.fields ?? [],
  });
  const after = await readSubscription(graph, account);
  if (after === "unknown") return [];
  const isMended =
    after !== null &&
    leadsTo(after.callbackUrl, webhook) &&
    lacks(after).length === 0;
  return [
    { ...toLook(after, webhook), hadGap: webhook.isVerified && isMended },
  ];
}

function toLook(
  found: AppSubscription | null,
  webhook: WebhookAddress,
): HealthLook {
  const source = "address";
  const elsewhere = (detail: string | null): HealthLook => ({
    source,
    found: [{ code: "webhook_elsewhere", detail }],
  });
  // The check of our own rows reports an app that never had our address.
  if (found === null)
    return webhook.isVerified ? elsewhere(null) : { source, found: [] };
  if (!leadsTo(found.callbackUrl, webhook)) return elsewhere(found.callbackUrl);
  const missing = MESSAGE_FIELDS.filter(
    (field) => !found.fields.includes(field),
  );
  return missing.length === 0
    ? { source, found: [] }
    : {
        source,
        found: [{ code: "app_fields_missing", detail: missing.join(", ") }],
      };
}

/** A relay in front of us has another host, and keeps the path. */
function leadsTo(url: string, { callbackUrl }: WebhookAddress): boolean {
  if (!URL.canParse(url)) return false;
  const key = new URL(callbackUrl).pathname.split("/").at(-1) ?? "";
  return new URL(url).pathname.split("/").includes(key);
}

async function readSubscription(
  graph: Graph,
  account: Account,
): Promise<AppSubscription | null | "unknown"> {
  const result = await graph.call({
    method: "GET",
    path: [account.appId, "subscriptions"],
    ...appCredentials(account),
  });
  if (result.kind === "failed") return "unknown";
  const ofPages = asObjects(result.body["data"]).find(
    ({ object }) => asText(object) === "page",
  );
  const callbackUrl = asText(ofPages?.["callback_url"]);
  if (!ofPages || callbackUrl === null || !isActive(ofPages["active"]))
    return null;
  const fields = asList(ofPages["fields"]).flatMap(
    (field) => asText(asObject(field)?.["name"] ?? field) ?? [],
  );
  return { callbackUrl, fields };
}

function isActive(active: unknown): boolean {
  return active === undefined || asFlag(active);
}

/** Meta asks the address for its challenge before it answers. The lists replace the former ones. */
async function subscribeApp(
  graph: Graph,
  account: Account,
  { verifyToken }: WebhookAddress,
  { callbackUrl, fields }: AppSubscription,
): Promise<void> {
  const subscribe = (wanted: readonly string[]): Promise<GraphResult> =>
    graph.call({
      method: "POST",
      path: [account.appId, "subscriptions"],
      ...appCredentials(account),
      body: {
        json: {
          object: "page",
          callback_url: callbackUrl,
          verify_token: verifyToken,
          fields: [...new Set([...fields, ...wanted])].join(","),
          include_values: true,
        },
      },
    });
  const result = await subscribe(WEBHOOK_FIELDS);
  // One field that an app may not have refuses them all.
  if (
    result.kind === "failed" &&
    toFailure(result).error.code === BAD_PARAMETER
  )
    await subscribe(MESSAGE_FIELDS);
}

function appCredentials({ appId, secret }: Account) {
  return {
    token: `${appId}|${secret}`,
    appSecret: secret,
    tokenIn: "query" as const,
  };
}
