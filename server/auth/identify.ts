import { parse } from "hono/utils/cookie";
import { readSessionCookie } from "#server/auth/session-cookie.ts";
import type { Host } from "#server/auth/host.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { actorForSession } from "#server/domain/access/sign-in/sessions.ts";
import { callerOfToken } from "#server/domain/access/sign-in/tokens.ts";
import type { TokenScope } from "#contract/people/token-scopes.ts";

/** The caller, and the credential used: browsers send a cookie on their own, so it needs protection against forged requests. */
export type Caller =
  | { actor: Actor; via: "cookie"; sessionId: string }
  /** Null: everything that the agent may do. */
  | { actor: Actor; via: "token"; scopes: TokenScope[] | null };

/** The credentials of a request or a handshake. */
export type Credentials = {
  /** The Cookie header. */
  cookie: string | null;
  /** The bearer token, without its prefix. */
  token: string | null;
  /** The address of the caller. */
  from: string;
};

/**
 * Finds the caller of the credentials in the database as of now: a disabled
 * agent, a revoked token or an ended session gives null. A token is judged
 * alone; a cookie beside it does not help.
 * @throws AppError address_not_allowed: the token can't be used from here
 */
export async function identify(
  { context, auth }: Host,
  { cookie, token, from }: Credentials,
): Promise<Caller | null> {
  if (token !== null) {
    const found = await callerOfToken(context, token, from);
    return found && { ...found, via: "token" };
  }
  if (cookie === null) return null;
  const claim = await readSessionCookie(auth, parse(cookie));
  if (!claim) return null;
  const actor = await actorForSession(context, claim, from);
  return actor && { actor, via: "cookie", sessionId: claim.sessionId };
}

/** The credentials of a request. */
export function credentialsOf(headers: Headers, from: string): Credentials {
  return {
    from,
    cookie: headers.get("cookie"),
    token: bearerOf(headers.get("authorization")),
  };
}

function bearerOf(header: string | null): string | null {
  return header === null
    ? null
    : (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "");
}
