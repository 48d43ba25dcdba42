import { cookies } from "next/headers";
import { cache } from "react";
import { requestHost } from "#server/auth/request-host.ts";
import { readSessionCookie } from "#server/auth/session-cookie.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * For server components: who is signed in, or null. Asked once a request,
 * however many components ask.
 */
export const currentActor = cache(async (): Promise<Actor | null> => {
  // First, so that a page that asks is never built ahead of the request.
  const jar = await cookies();
  const host = await requestHost();
  const claim = await readSessionCookie(
    host.auth,
    Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])),
  );
  return claim && host.actorForSession(claim);
});

/** For server components that ask the domain themselves. */
export async function currentContext(): Promise<Context> {
  await cookies(); // as above
  return (await requestHost()).context;
}
