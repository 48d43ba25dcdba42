import { parseField, PAGE_FIELDS } from "../webhooks/fields.ts";
import { setWebhook } from "../webhooks/verify.ts";
import type { SimApp, SimPage, World } from "../world/model.ts";
import type { Caller } from "./auth.ts";
import { GraphError, refuse } from "./errors.ts";
import { answer, type GraphReply } from "./reply.ts";
import { listParam, textParam, type GraphRequest } from "./request.ts";

/** GET, POST, DELETE /{page-id}/subscribed_apps: the page-level install. */
export function subscribedApps(
  world: World,
  caller: Caller,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  switch (request.method) {
    case "GET":
      return answer({ data: installsOf(world, page) });
    case "POST":
      page.installs.set(
        caller.app.id,
        checkedFields(request.params, "subscribed_fields"),
      );
      world.bus.emit({ type: "world" });
      return answer({ success: true });
    case "DELETE":
      page.installs.delete(caller.app.id);
      world.bus.emit({ type: "world" });
      return answer({ success: true });
    default:
      throw refuse.noSuchObject(page.id, request.method);
  }
}

function installsOf(world: World, page: SimPage): Record<string, unknown>[] {
  return [...page.installs].map(([appId, fields]) => ({
    category: "Business",
    link: `https://www.facebook.com/games/?app_id=${appId}`,
    name: world.apps.get(appId)?.name ?? "App",
    id: appId,
    subscribed_fields: fields,
  }));
}

/** GET, POST, DELETE /{app-id}/subscriptions, with the app token. POST asks
 *  the callback URL for the challenge and fails if it answers wrongly. */
export async function appSubscriptions(
  world: World,
  caller: Caller,
  app: SimApp,
  request: GraphRequest,
): Promise<GraphReply> {
  if (caller.token.kind !== "app")
    throw refuse.notThisToken(
      "This method must be called with an app access_token.",
    );
  switch (request.method) {
    case "GET":
      return answer({ data: subscriptionsOf(app) });
    case "POST":
      return subscribe(world, app, request.params);
    case "DELETE":
      app.callbackUrl = null;
      app.verifyToken = null;
      app.fields = [];
      world.bus.emit({ type: "world" });
      return answer({ success: true });
    default:
      throw refuse.noSuchObject(app.id, request.method);
  }
}

function subscriptionsOf(app: SimApp): Record<string, unknown>[] {
  if (!app.callbackUrl) return [];
  return [
    {
      object: "page",
      callback_url: app.callbackUrl,
      active: true,
      fields: app.fields.map((name) => ({ name, version: "v27.0" })),
    },
  ];
}

async function subscribe(
  world: World,
  app: SimApp,
  params: Record<string, unknown>,
): Promise<GraphReply> {
  if (textParam(params, "object") !== "page")
    throw refuse.badParameter("Param object must be one of {page}");
  const callbackUrl = textParam(params, "callback_url") ?? app.callbackUrl;
  const verifyToken = textParam(params, "verify_token") ?? app.verifyToken;
  if (!callbackUrl) throw refuse.missingParameter("callback_url");
  if (!verifyToken) throw refuse.missingParameter("verify_token");
  if (!URL.canParse(callbackUrl))
    throw refuse.badParameter("Param callback_url must be a valid URL");
  const fields = checkedFields(params, "fields");
  const result = await setWebhook(world, app, {
    callbackUrl,
    verifyToken,
    fields,
  });
  if (!result.ok)
    throw new GraphError({
      code: 2200,
      message: `(#2200) Callback verification failed with the following errors: ${result.error ?? ""}`,
    });
  return answer({ success: true });
}

function checkedFields(
  params: Record<string, unknown>,
  name: string,
): string[] {
  const asked = listParam(params, name);
  if (asked.length === 0) throw refuse.missingParameter(name);
  const known = asked.map((text, index) => {
    const field = parseField(text);
    if (field === null)
      throw refuse.badParameter(
        `Param ${name}[${index}] must be one of {${PAGE_FIELDS.join(", ")}} - got "${text}".`,
      );
    return field;
  });
  return [...new Set(known)];
}
