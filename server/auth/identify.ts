import { parse } from "hono/utils/cookie";
import { readSessionCookie } from "#server/auth/session-cookie.ts";
import type { Host } from "#server/auth/host.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { actorForSession } from "#server/domain/access/sessions.ts";
import { actorForToken } from "#server/domain/access/tokens.ts";

/** Who calls, and by what: a cookie travels by itself and so needs protection against forged requests. */
export type Caller =
  | { actor: Actor; via: "cookie"; sessionId: string }
  | { actor: Actor; via: "token" };

/** What a request or a handshake brought along. */
export type Credentials = {
  /** The Cookie header. */
  cookie: string | null;
  /** The bearer token, bare. */
  token: string | null;
};

/**
 * The caller behind the credentials, as the database knows them now: a
 * disabled agent, a revoked token or an ended session is nobody. A token is
 * judged alone, never helped out by a cookie beside it.
 */
export async function identify(
  { context, auth }: Host,
  { cookie, token }: Credentials,
): Promise<Caller | null> {
  if (token !== null) {
    const actor = await actorForToken(context, token);
    return actor && { actor, via: "token" };
  }
  if (cookie === null) return null;
  const claim = await readSessionCookie(auth, parse(cookie));
  if (!claim) return null;
  const actor = await actorForSession(context, claim);
  return actor && { actor, via: "cookie", sessionId: claim.sessionId };
}

/** The credentials of a request. */
export function credentialsOf(headers: Headers): Credentials {
  return {
    cookie: headers.get("cookie"),
    token: bearerOf(headers.get("authorization")),
  };
}

function bearerOf(header: string | null): string | null {
  return header === null
    ? null
    : (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "");
}
