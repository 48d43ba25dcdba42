import { createToken } from "../world/create.ts";
import { newToken } from "../world/ids.ts";
import type { SimToken, World } from "../world/model.ts";
import { deathOf, type Caller } from "./auth.ts";
import { GraphError, refuse } from "./errors.ts";
import { ADMIN_ID } from "./profiles.ts";
import { answer, type GraphReply } from "./reply.ts";
import { textParam, type GraphRequest } from "./request.ts";

const seconds = (ms: number) => Math.floor(ms / 1000);
const SIXTY_DAYS_MS = 60 * 86_400_000;

/** GET /debug_token?input_token=, with an app token or a token of the app. */
export function debugToken(
  world: World,
  caller: Caller,
  request: GraphRequest,
): GraphReply {
  const input = textParam(request.params, "input_token");
  if (input === null) throw refuse.missingParameter("input_token");
  const token = world.tokens.get(input);
  if (!token || token.appId !== caller.app.id)
    return answer({
      data: {
        error: { code: 190, message: "Invalid OAuth access token." },
        is_valid: false,
        scopes: [],
      },
    });
  const death = deathOf(world, token);
  return answer({
    data: {
      app_id: token.appId,
      type: token.kind.toUpperCase(),
      application: caller.app.name,
      data_access_expires_at: seconds(token.dataAccessEndsAt),
      expires_at: seconds(token.expiresAt),
      is_valid: death === null,
      ...(death === null ? {} : { error: deadData(death) }),
      issued_at: seconds(token.issuedAt),
      ...(token.pageId ? { profile_id: token.pageId } : {}),
      user_id: ADMIN_ID,
      scopes: token.scopes,
      granular_scopes: token.scopes.map((scope) => ({
        scope,
        ...targetsOf(token),
      })),
    },
  });
}

function deadData(subcode: number): Record<string, unknown> {
  const { message } = refuse.deadToken(subcode);
  return { code: 190, message, ...(subcode ? { subcode } : {}) };
}

function targetsOf({ pageId, pageIds }: SimToken): { target_ids?: string[] } {
  const targets = pageId === null ? pageIds : [pageId];
  return targets === null ? {} : { target_ids: targets };
}

/** The permissions allowed in the dialog. */
export type Consent = {
  appId: string;
  redirectUri: string;
  tokenKind: "user" | "system_user";
  scopes: string[];
  pageIds: string[];
};

/** Codes of the consent dialog, used once. */
const codes = new WeakMap<World, Map<string, Consent>>();

export function newCode(world: World, consent: Consent): string {
  const all = codes.get(world) ?? new Map<string, Consent>();
  codes.set(world, all);
  const code = `AQ${newToken().slice(4, 84)}`;
  all.set(code, consent);
  takeAway(world, consent);
  return code;
}

/** A login's grants hold for the app's earlier logins, too: pages and permissions that were left out are gone. */
function takeAway(world: World, { appId, scopes, pageIds }: Consent): void {
  const NOT_AUTHORIZED = 458;
  for (const token of world.tokens.values()) {
    if (token.appId !== appId || token.parent === null) continue;
    token.scopes = [...scopes];
    if (!pageIds.includes(token.pageId ?? ""))
      token.deadSubcode = NOT_AUTHORIZED;
  }
}

/** GET /oauth/access_token: a code for a token, a short token for a long one,
 *  or the app's own. @throws GraphError 101, 100 */
export function accessToken(world: World, request: GraphRequest): GraphReply {
  const { params } = request;
  const app = world.apps.get(textParam(params, "client_id") ?? "");
  if (!app || app.secret !== textParam(params, "client_secret"))
    throw new GraphError({
      code: 101,
      message:
        "Error validating application. Cannot get application info due to a system error.",
    });
  const grant = textParam(params, "grant_type");
  if (grant === "client_credentials")
    return answer({
      access_token: `${app.id}|${app.secret}`,
      token_type: "bearer",
    });
  if (grant === "fb_exchange_token") {
    const short = world.tokens.get(
      textParam(params, "fb_exchange_token") ?? "",
    );
    if (short?.appId !== app.id) throw refuse.malformedToken();
    const death = deathOf(world, short);
    if (death !== null) throw refuse.deadToken(death);
    // A system user's token lives long as it is.
    if (short.kind === "system_user") return issued(short);
    return issued(
      loginToken(world, { ...short, tokenKind: "user" }, SIXTY_DAYS_MS),
    );
  }
  const code = textParam(params, "code") ?? "";
  const made = codes.get(world)?.get(code);
  codes.get(world)?.delete(code);
  const isRight =
    made?.appId === app.id &&
    made.redirectUri === textParam(params, "redirect_uri");
  if (!isRight)
    throw new GraphError({
      code: 100,
      subcode: made ? 36008 : 36009,
      message: made
        ? "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request"
        : "This authorization code has been used.",
    });
  const HOUR_MS = 3_600_000;
  const lifeMs = made.tokenKind === "user" ? HOUR_MS : null;
  return issued(loginToken(world, made, lifeMs));
}

/** @param lifeMs null: for ever */
function loginToken(
  world: World,
  {
    appId,
    tokenKind,
    scopes,
    pageIds,
  }: Pick<Consent, "appId" | "tokenKind" | "scopes"> & {
    pageIds: string[] | null;
  },
  lifeMs: number | null,
): SimToken {
  return createToken(world, {
    kind: tokenKind,
    appId,
    pageId: null,
    scopes,
    pageIds,
    expiresAt: lifeMs === null ? 0 : Date.now() + lifeMs,
  });
}

function issued({ value, expiresAt }: SimToken): GraphReply {
  return answer({
    access_token: value,
    token_type: "bearer",
    ...(expiresAt === 0 ? {} : { expires_in: seconds(expiresAt - Date.now()) }),
  });
}
