import type { SendTarget, VendorError } from "#server/channels/channel.ts";
import type { ActionOutcome } from "#server/channels/messenger/sender-action.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Failure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";
import {
  asFlag,
  asId,
  asList,
  asObject,
  asObjects,
  asText,
} from "#server/channels/meta/json.ts";

/** A page without a person. */
export type PageTarget = Omit<SendTarget, "recipientId">;

/**
 * What a connected page subscribes to: everything that has an effect in the
 * inbox. `response_feedback` is left out on purpose: subscribing to it puts
 * thumbs under every message. `leadgen` needs a permission of its own.
 */
export const WEBHOOK_FIELDS = [
  "messages",
  "message_echoes",
  "message_deliveries",
  "message_reads",
  "message_reactions",
  "message_edits",
  "messaging_postbacks",
  "messaging_optins",
  "messaging_referrals",
  "messaging_handovers",
  "standby",
  "messaging_policy_enforcement",
  "messaging_account_linking",
  "send_cart",
] as const;

/**
 * Installs the app on the page with these webhook fields. Repeating it does no
 * harm; the list replaces the former one, so always give the whole of it.
 */
export async function subscribePage(
  graph: Graph,
  target: PageTarget,
  fields: readonly string[] = WEBHOOK_FIELDS,
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

/** The fields this app is subscribed to; empty: not installed (any more). */
export async function subscribedFields(
  graph: Graph,
  target: PageTarget,
  appId: string,
): Promise<{ kind: "known"; fields: string[] } | Failure> {
  const result = await graph.call({
    method: "GET",
    path: [target.accountId, "subscribed_apps"],
    ...credentials(target),
  });
  if (result.kind === "failed") return toFailure(result);
  const fields = asObjects(result.body["data"])
    .filter(({ id }) => asId(id) === appId)
    .flatMap((app) => asList(app["subscribed_fields"]))
    .flatMap((field) => asText(asObject(field)?.["name"] ?? field) ?? []);
  return { kind: "known", fields };
}

/** Name and picture of the page; the picture's address expires. */
export async function pageInfo(
  graph: Graph,
  target: PageTarget,
): Promise<
  { kind: "known"; name: string; pictureUrl: string | null } | Failure
> {
  const result = await graph.call({
    method: "GET",
    path: [target.accountId],
    query: { fields: "name,picture" },
    ...credentials(target),
  });
  if (result.kind === "failed") return toFailure(result);
  const picture = asObject(asObject(result.body["picture"])?.["data"]);
  return {
    kind: "known",
    name: asText(result.body["name"])?.trim() ?? target.accountId,
    pictureUrl: asText(picture?.["url"]),
  };
}

/**
 * Takes the thread from the app that has it. Refused with `other_app_controls`
 * where ours is not the page's default app.
 */
export async function takeThreadControl(
  graph: Graph,
  target: SendTarget,
  metadata?: string,
): Promise<ActionOutcome> {
  return toDone(
    await graph.call({
      method: "POST",
      path: [target.accountId, "take_thread_control"],
      ...credentials(target),
      body: {
        json: {
          recipient: { id: target.recipientId },
          ...(metadata === undefined ? {} : { metadata }),
        },
      },
    }),
  );
}

function credentials(target: PageTarget) {
  return { token: target.accessToken, appSecret: target.appSecret };
}

/** `success` has been seen as true and as "true"; false is said without a reason. */
function toDone(result: GraphResult): ActionOutcome {
  if (result.kind === "failed") return toFailure(result);
  const { success } = result.body;
  if (success === undefined || asFlag(success)) return { kind: "done" };
  return { kind: "refused", error: NO_SUCCESS };
}

const NO_SUCCESS: VendorError = {
  key: "unknown",
  code: null,
  subcode: null,
  message: "The answer says that it was not done.",
  trace: null,
};
