import { createHmac, randomBytes } from "node:crypto";
import { serialize } from "hono/utils/cookie";
import type { AuthSettings } from "#server/auth/host.ts";
import { constantTimeEqual } from "#server/runtime/crypto.ts";

/**
 * A browser that has signed in to an account before carries proof of it. The
 * proof opens nothing; it only keeps strangers who guess at the account from
 * using up its owner's attempts.
 */

const KNOWN_SECONDS = 180 * 24 * 60 * 60;

/** The browser's id for this account; null when it is not known, or the proof is forged. */
export function readKnownDevice(
  auth: AuthSettings,
  cookies: Record<string, string>,
  email: string,
): string | null {
  const [id = "", proof = ""] = (cookies[cookieName(auth, email)] ?? "").split(
    ".",
  );
  return id !== "" && constantTimeEqual(proof, proofOf(auth, email, id))
    ? id
    : null;
}

/** The Set-Cookie header that makes a browser known for this account. */
export function knownDeviceSetCookie(
  auth: AuthSettings,
  email: string,
): string {
  const id = randomBytes(12).toString("base64url");
  return serialize(
    cookieName(auth, email),
    `${id}.${proofOf(auth, email, id)}`,
    {
      path: "/api/auth",
      httpOnly: true,
      sameSite: "Lax",
      secure: auth.secureCookies,
      maxAge: KNOWN_SECONDS,
    },
  );
}

// One name for each account that signs in here, without its email in clear text.
function cookieName(auth: AuthSettings, email: string): string {
  return `parley.known.${sign(auth, `name ${email}`).slice(0, 10)}`;
}

function proofOf(auth: AuthSettings, email: string, id: string): string {
  return sign(auth, `device ${id} ${email}`);
}

function sign(auth: AuthSettings, text: string): string {
  return createHmac("sha256", auth.secret).update(text).digest("base64url");
}
