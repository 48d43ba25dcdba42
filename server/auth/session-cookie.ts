import { serialize } from "hono/utils/cookie";
import { encode, getToken } from "next-auth/jwt";
import { z } from "zod";
import type { AuthSettings } from "#server/auth/host.ts";
import type { Session } from "#server/domain/access/sign-in/sessions.ts";

/** A session ends after this long without a new sign-in. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

const claimSchema = z.object({
  sessionId: z.uuid(),
  agentId: z.uuid(),
  sessionVersion: z.number().int(),
});

export function sessionCookieName(auth: AuthSettings): string {
  const name = "parley.session";
  return auth.secureCookies ? `__Secure-${name}` : name;
}

/** The claims of the session cookie, to be believed only once the database agrees; null when there is none, or it is forged or too old. */
export async function readSessionCookie(
  auth: AuthSettings,
  cookies: Record<string, string>,
): Promise<Session | null> {
  const token = await getToken({
    // Headers are left out: next-auth would take a Bearer header for a cookie.
    req: { cookies, headers: {} } as never,
    secret: auth.secret,
    cookieName: sessionCookieName(auth),
    secureCookie: auth.secureCookies,
  });
  return claimOf(token);
}

/** The claims of an opened cookie; null when it is not one of ours. Pure. */
export function claimOf(token: unknown): Session | null {
  const claim = claimSchema.safeParse(token);
  return claim.success ? claim.data : null;
}

/** The Set-Cookie header that signs an agent in, as next-auth would write it. */
export async function sessionSetCookie(
  auth: AuthSettings,
  claim: Session,
): Promise<string> {
  const token = await encode({
    token: claim,
    secret: auth.secret,
    maxAge: SESSION_SECONDS,
  });
  return serialize(sessionCookieName(auth), token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: auth.secureCookies,
    maxAge: SESSION_SECONDS,
  });
}
