import type {
  Failure,
  VendorError,
} from "#server/channels/outbound-message.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import {
  plainError,
  readGraphError,
} from "#server/channels/meta/graph-error.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import {
  asFlag,
  asId,
  asList,
  asObject,
  asText,
  asTime,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

export type TokenToCheck = {
  token: string;
  appId: string;
  appSecret: string;
  /** The page that the token should belong to. */
  accountId: string;
};

export type TokenCheck =
  | {
      kind: "checked";
      /** Valid, of this app, of this page and with every needed scope. */
      isGood: boolean;
      isAlive: boolean;
      /** False: the token was made for another app. Null: not given. */
      isOfApp: boolean | null;
      /** False: a user's token, or another page's. Null: not given. */
      isOfPage: boolean | null;
      /** PAGE | USER | SYSTEM_USER …, as Meta spells it. */
      type: string | null;
      /** The page that it speaks for; null: not given. */
      pageId: string | null;
      /** Null: never. */
      expiresAt: Date | null;
      /** The page must be connected again before then. Null: not given. */
      dataAccessExpiresAt: Date | null;
      scopes: string[];
      missingScopes: string[];
      /** Why it is not valid. */
      error: VendorError | null;
    }
  | Failure;

/** Types of tokens that speak for no page, whatever they may do. */
const NOT_A_PAGE = new Set(["USER", "SYSTEM_USER"]);

/** Without these nothing can be received or sent. */
export const NEEDED_SCOPES = ["pages_messaging", "pages_manage_metadata"];

/**
 * Asks Meta about a page's token. A wrong app id or secret is `refused` with
 * the key `app_secret_wrong`: the question itself is asked with them.
 */
export async function checkToken(
  graph: Graph,
  { token, appId, appSecret, accountId }: TokenToCheck,
): Promise<TokenCheck> {
  const result = await graph.call({
    method: "GET",
    path: ["debug_token"],
    query: { input_token: token },
    token: `${appId}|${appSecret}`,
    appSecret,
    tokenIn: "query",
  });
  if (result.kind === "failed") {
    const failure = toFailure(result);
    const isAppToken = failure.error.key === "token_invalid";
    return isAppToken
      ? { ...failure, error: { ...failure.error, key: "app_secret_wrong" } }
      : failure;
  }
  const data = asObject(result.body["data"]) ?? {};
  return readCheck(data, appId, accountId);
}

function readCheck(
  data: JsonObject,
  appId: string,
  accountId: string,
): TokenCheck {
  const isAlive = asFlag(data["is_valid"]);
  const isOfApp = equalIfTold(asId(data["app_id"]), appId);
  const pageId = asId(data["profile_id"]);
  const isOfPage = NOT_A_PAGE.has(asText(data["type"]) ?? "")
    ? false
    : equalIfTold(pageId, accountId);
  const scopes = asList(data["scopes"]).flatMap((scope) => asText(scope) ?? []);
  const missingScopes = NEEDED_SCOPES.filter((need) => !scopes.includes(need));
  return {
    kind: "checked",
    isGood:
      isAlive &&
      isOfApp !== false &&
      isOfPage !== false &&
      missingScopes.length === 0,
    isAlive,
    isOfApp,
    isOfPage,
    type: asText(data["type"]),
    pageId,
    expiresAt: asTime(data["expires_at"]), // 0, never, is no time
    dataAccessExpiresAt: asTime(data["data_access_expires_at"]),
    scopes,
    missingScopes,
    error: isAlive
      ? null
      : (readGraphError(data, (text) => text)?.error ?? DEAD),
  };
}

const DEAD = plainError(
  "channel",
  "token_invalid",
  "Meta says that the token is not valid.",
).error;

function equalIfTold(told: string | null, expected: string): boolean | null {
  return told === null ? null : told === expected;
}
