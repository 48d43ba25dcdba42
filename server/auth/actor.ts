import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { Host } from "#server/auth/host.ts";
import {
  forwardedAddress,
  PAGE_ADDRESS_HEADER,
} from "#server/runtime/caller-address.ts";
import { requestHost } from "#server/auth/request-host.ts";
import { readSessionCookie } from "#server/auth/session-cookie.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  findEndedAccess,
  type EndedAccess,
} from "#server/domain/access/sign-in/ended-access.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * For server components: the signed-in agent, or null. It is looked up once
 * per request, however many components call it.
 */
export const currentActor = cache(async (): Promise<Actor | null> => {
  // Called first, so that a page that uses it is never prerendered.
  const jar = await cookies();
  const host = await requestHost();
  const claim = await readSessionCookie(
    host.auth,
    Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])),
  );
  return claim && host.actorForSession(claim, await addressOf(host));
});

async function addressOf({ hasServer, trustedProxies }: Host): Promise<string> {
  const sent = await headers();
  const address = hasServer
    ? sent.get(PAGE_ADDRESS_HEADER)
    : forwardedAddress(sent.get("x-forwarded-for"), trustedProxies);
  return address ?? "unknown";
}

/** Why the agent of the browser's cookie is not admitted any more; null: no cookie, or they are. */
export async function endedAccess(): Promise<EndedAccess | null> {
  const jar = await cookies();
  const host = await requestHost();
  const { auth, context } = host;
  const claim = await readSessionCookie(
    auth,
    Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])),
  );
  return claim && findEndedAccess(context, claim, await addressOf(host));
}

/** The name of the identity provider on the sign-in page; null: none. */
export async function signInProvider(): Promise<string | null> {
  await cookies(); // as above
  return (await requestHost()).auth.oidc?.name ?? null;
}

/** For server components that call the domain themselves. */
export async function currentContext(): Promise<Context> {
  await cookies(); // as above
  return (await requestHost()).context;
}
