import type { Context as Call } from "hono";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Api } from "#server/http/edge/endpoint.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";

/**
 * Counts the tries at a password or code of the actor, as sign-in does: a
 * stranger at an open console must not be able to guess it.
 * @throws AppError too_many_requests, and what the work throws
 */
export async function countingTries<T>(
  { signInLimit }: Api,
  { email }: Actor,
  call: Call<HttpEnv>,
  work: () => Promise<T>,
): Promise<T> {
  const key = { address: call.get("address"), email };
  const { retryAfterSeconds } = await signInLimit.take(key);
  if (retryAfterSeconds !== null) {
    throw new AppError("too_many_requests", { retryAfterSeconds });
  }
  const done = await work();
  await signInLimit.giveBack(key);
  return done;
}
