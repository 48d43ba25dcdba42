import type { Actor } from "#server/domain/access/actor.ts";
import type { Session } from "#server/domain/access/sessions.ts";
import type { Context } from "#server/domain/context.ts";
import type { TrustedProxies } from "#server/runtime/trusted-proxies.ts";

/**
 * What this process serves with, made once by main.ts (or, on a plain Next
 * host, by http/plain-host.ts). Pages are bundled apart from the server and
 * would get module state of their own, so it is handed over on `globalThis`.
 */
export type Host = {
  context: Context;
  auth: AuthSettings;
  actorForSession(claim: Session): Promise<Actor | null>;
  /** Called when a session, a token or an agent may have been ended: open sockets are looked at again now. */
  accessChanged(): void;
  /** Whose X-Forwarded-For counts. */
  trustedProxies: TrustedProxies;
  /** main.ts answers API and webhooks itself; the copy of them inside the pages answers nothing. */
  hasServer: boolean;
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

export function authSettings(secret: string, publicUrl: string): AuthSettings {
  return {
    secret,
    publicUrl,
    secureCookies: publicUrl.startsWith("https://"),
  };
}
