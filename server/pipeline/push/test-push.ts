import { defaultLocale, isLocale } from "#contract/base/locales.ts";
import type { TestNotification } from "#contract/notifications/push.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { loadTestTarget } from "#server/domain/notifications/push-subscriptions.ts";
import { testPayload } from "#server/domain/notifications/push-words.ts";
import { newId } from "#server/runtime/crypto.ts";
import { sendPush } from "./send-pushes.ts";

/**
 * Sends a notification to one of the actor's devices now, whatever their hours
 * and tabs are, and returns what the push service answered.
 * @throws AppError not_found: also a device of another person
 */
export async function testPush(
  context: Context,
  actor: Actor,
  subscriptionId: string,
): Promise<TestNotification> {
  const { target, locale } = await loadTestTarget(
    context,
    actor,
    subscriptionId,
  );
  const id = newId();
  const { outcome, status, detail } = await sendPush(
    context,
    target,
    testPayload(
      id,
      locale !== null && isLocale(locale) ? locale : defaultLocale,
    ),
    new AbortController().signal,
  );
  return { id, outcome, status, detail };
}
