import type { LoginAuthType } from "#contract/channels/login.ts";
import type {
  Login,
  LoginAnswer,
  LoginApp,
  LoginAsk,
  LoginOutcome,
} from "#server/channels/login.ts";
import {
  asId,
  asList,
  asObject,
  asText,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphFailure } from "#server/channels/meta/graph.ts";
import { loginPages } from "#server/channels/meta/login-pages.ts";

/** The permissions that the dialog asks for where no configuration of Login for Business names it. */
const ASKED_SCOPES = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "business_management",
  "leads_retrieval",
];
/** Without these there is no page to connect, or none that can be used. */
const NEEDED_SCOPES = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
];
/** App id or secret. Source: error codes of oauth/access_token. */
const APP_INVALID = 101;
const CLIENT_SECRET = /client secret/i;

/**
 * Facebook Login and Facebook Login for Business. The second gives, by its
 * configuration, a person's token or a system user's.
 */
export function createLogin(graph: Graph, at: DialogAddress): Login {
  return {
    dialogUrl: (ask) => dialogUrl(at, ask),
    exchange: (app, answer) => exchange(graph, app, answer),
    accounts: (app, token) => loginPages(graph, app, token),
  };
}

type DialogAddress = {
  baseUrl: string;
  version: string;
  /** The values of `auth_type` that the dialog may get. */
  authTypes: readonly LoginAuthType[];
};

/** The dialog is at www where the Graph API is at graph: www.facebook.com. */
function dialogUrl(
  { baseUrl, version, authTypes }: DialogAddress,
  { appId, redirectUri, state, configId, again, renewsAccess }: LoginAsk,
): string {
  const wanted = { rerequest: again, reauthorize: renewsAccess };
  const sent = authTypes.filter((type) => wanted[type]);
  const url = new URL(
    `${baseUrl.replace(/(?<!\/)\/+$/, "")}/${version}/dialog/oauth`,
  );
  url.hostname = url.hostname.replace(/^graph\./, "www.");
  const query = {
    client_id: appId,
    redirect_uri: redirectUri,
    state,
    response_type: "code",
    ...(configId === null
      ? { scope: ASKED_SCOPES.join(",") }
      : { config_id: configId, override_default_response_type: "true" }),
    ...(sent.length > 0 ? { auth_type: sent.join(",") } : {}),
  };
  for (const [name, value] of Object.entries(query))
    url.searchParams.set(name, value);
  return url.href;
}

/** Meta is asked first what the token is: a system user's is kept as it is, a person's exchanged for one of sixty days. */
async function exchange(
  graph: Graph,
  app: LoginApp,
  { code, redirectUri }: LoginAnswer,
): Promise<LoginOutcome> {
  const short = await tokenFor(graph, app, {
    code,
    redirect_uri: redirectUri,
  });
  if ("kind" in short) return short;
  const looked = await graph.call({
    method: "GET",
    path: ["debug_token"],
    query: { input_token: short.token },
    token: `${app.appId}|${app.secret}`,
    appSecret: app.secret,
    tokenIn: "query",
  });
  if (looked.kind === "failed") return refusal(looked);
  const data = asObject(looked.body["data"]) ?? {};
  const appId = asId(data["app_id"]);
  if (appId !== null && appId !== app.appId)
    return { kind: "refused", why: "wrong_app", error: null };
  const missing = missingScopes(data);
  if (asText(data["type"]) === "SYSTEM_USER")
    return { kind: "granted", token: short.token, missing };
  const long = await tokenFor(graph, app, {
    grant_type: "fb_exchange_token",
    fb_exchange_token: short.token,
  });
  return "kind" in long ? long : { kind: "granted", ...long, missing };
}

function missingScopes(data: JsonObject): string[] {
  const scopes = asList(data["scopes"]);
  return NEEDED_SCOPES.filter((scope) => !scopes.includes(scope));
}

async function tokenFor(
  graph: Graph,
  { appId, secret }: LoginApp,
  query: Record<string, string>,
): Promise<
  { token: string } | Extract<LoginOutcome, { kind: "refused" | "later" }>
> {
  const result = await graph.call({
    method: "GET",
    path: ["oauth", "access_token"],
    query: { client_id: appId, client_secret: secret, ...query },
    token: null,
    appSecret: secret,
  });
  if (result.kind === "failed") return refusal(result);
  const token = asText(result.body["access_token"]);
  return token === null
    ? { kind: "refused", why: "refused", error: null }
    : { token };
}

function refusal(
  failure: GraphFailure,
): Extract<LoginOutcome, { kind: "refused" | "later" }> {
  const { kind, error } = toFailure(failure);
  if (kind === "later") return { kind, error };
  const isSecret =
    error.code === APP_INVALID ||
    error.key === "app_secret_wrong" ||
    CLIENT_SECRET.test(error.message);
  return { kind, why: isSecret ? "secret_wrong" : "refused", error };
}
