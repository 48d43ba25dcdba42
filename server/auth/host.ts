import type { Actor } from "#server/domain/access/actor.ts";
import type { Session } from "#server/domain/access/sign-in/sessions.ts";
import type { Context } from "#server/domain/context.ts";
import type { AddressList } from "#server/runtime/address-list.ts";
import type { OidcSettings } from "#server/auth/oidc.ts";

/**
 * The parts that this process serves with, made once by main.ts (or, on a
 * plain Next host, by http/plain-host.ts). Pages are bundled apart from the
 * server and would have module state of their own, so it is passed on
 * `globalThis`.
 */
export type Host = {
  context: Context;
  auth: AuthSettings;
  /** @param from the address of the caller; null: it does not matter */
  actorForSession(claim: Session, from: string | null): Promise<Actor | null>;
  /** Called when a session, a token or an agent may have ended: open sockets are checked again now. */
  accessChanged(): void;
  /** The proxies whose X-Forwarded-For counts. */
  trustedProxies: AddressList;
  /** main.ts answers API and webhooks itself; the copy of them inside the pages answers nothing. */
  hasServer: boolean;
};

export type AuthSettings = {
  /** Seals the session cookie. */
  secret: string;
  /** The address of this installation as seen from outside; next-auth builds its addresses on it. */
  publicUrl: string;
  /** True when `publicUrl` is https: the cookie then never travels in clear text. */
  secureCookies: boolean;
  /** Null: email and password alone. */
  oidc: OidcSettings | null;
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

export function authSettings(
  secret: string,
  publicUrl: string,
  oidc: OidcSettings | null = null,
): AuthSettings {
  return {
    secret,
    publicUrl,
    secureCookies: publicUrl.startsWith("https://"),
    oidc,
  };
}
