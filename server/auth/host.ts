import type { SessionClaim } from "#server/auth/session-cookie.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * What this process serves with, made once by main.ts (or, on a plain Next
 * host, by http/plain-host.ts). Pages are bundled apart from the server and
 * would get module state of their own, so it is handed over on `globalThis`.
 */
export type Host = {
  context: Context;
  auth: AuthSettings;
  actorForSession(claim: SessionClaim): Promise<Actor | null>;
  /** Called when a session, a token or an agent may have been ended: open sockets are looked at again now. */
  accessChanged(): void;
};

export type AuthSettings = {
  /** Seals the session cookie. */
  secret: string;
  /** What the outside calls us; next-auth builds its addresses on it. */
  publicUrl: string;
  /** True when `publicUrl` is https: the cookie then never travels in clear text. */
  secureCookies: boolean;
};

const KEY = Symbol.for("parley.host");
type Holder = { [KEY]?: Host };

export function setHost(host: Host): void {
  (globalThis as Holder)[KEY] = host;
}

/** Null until main.ts or the plain host has set it. */
export function currentHost(): Host | null {
  return (globalThis as Holder)[KEY] ?? null;
}

let opening: Promise<Host> | null = null;

/**
 * The host, opened now where no server has set one.
 *
 * @throws StartError
 */
export async function requestHost(): Promise<Host> {
  const host = currentHost();
  if (host) return host;
  // Only then are the database and its libraries loaded into the pages' bundle.
  const { openHost } = await import("#server/auth/open-host.ts");
  opening ??= openHost(process.env).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

export function authSettings(secret: string, publicUrl: string): AuthSettings {
  return {
    secret,
    publicUrl,
    secureCookies: publicUrl.startsWith("https://"),
  };
}
