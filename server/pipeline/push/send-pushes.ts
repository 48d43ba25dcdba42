import webPush from "web-push";
import type {
  PushPayload,
  TestNotification,
} from "#contract/notifications/push.ts";
import { truncate } from "#contract/text/text.ts";
import { postOutside } from "#server/channels/common/post-outside.ts";
import { ForbiddenAddress } from "#server/channels/common/public-address.ts";
import type { Context } from "#server/domain/context.ts";
import {
  claimPush,
  dropSubscription,
  finishPush,
  loadWantedPush,
  notePushAnswer,
  postponePush,
  type PushTarget,
} from "#server/domain/notifications/push-jobs.ts";
import { pushPayload } from "#server/domain/notifications/push-words.ts";
import { loadVapidKeys } from "#server/domain/notifications/vapid.ts";
import { backOffMs, jittered } from "#server/runtime/back-off.ts";

const ATTEMPT_MS = 10_000;
/** The time that a push service keeps it for a device that is off. */
const KEEP_SECONDS = 3_600;
const MAX_ANSWER_BYTES = 4_096;
const MAX_DETAIL = 300;
const FIRST_BACKOFF_MS = 5_000;
const LAST_BACKOFF_MS = 10 * 60_000;
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** The push service's answer. `isLater`: the same may be taken later. */
export type PushOutcome = Pick<
  TestNotification,
  "outcome" | "status" | "detail"
> & { isLater: boolean };

/** Sends the push that has been due for the longest. @returns whether there was one */
export async function sendPushOnce(
  context: Context,
  stopping: AbortSignal,
): Promise<boolean> {
  const { sql } = context.db;
  const push = await claimPush(sql);
  if (!push) return false;
  const wanted = await loadWantedPush(context, push);
  if (wanted === null) {
    await finishPush(sql, push.id);
    return true;
  }
  const answer = await sendPush(context, push, pushPayload(wanted), stopping);
  if (answer.isLater) {
    const waitMs = stopping.aborted
      ? 0
      : jittered(
          backOffMs({
            failures: push.attempts - 1,
            firstMs: FIRST_BACKOFF_MS,
            lastMs: LAST_BACKOFF_MS,
          }),
        );
    await postponePush(sql, push.id, waitMs);
  } else {
    await finishPush(sql, push.id);
  }
  return true;
}

/**
 * Sends one push to a device, encrypted for it alone (RFC 8291). A device that
 * its push service does not know any more is removed.
 */
export async function sendPush(
  context: Context,
  target: PushTarget,
  payload: PushPayload,
  stopping: AbortSignal,
): Promise<PushOutcome> {
  const { sql } = context.db;
  const answer = await attempt(context, target, payload, stopping);
  if (answer.outcome === "gone")
    await dropSubscription(sql, target.subscriptionId);
  else
    await notePushAnswer(
      sql,
      target.subscriptionId,
      answer.outcome === "accepted"
        ? null
        : (answer.detail ?? String(answer.status ?? answer.outcome)),
    );
  context.log.info(
    { device: target.subscriptionId, outcome: answer.outcome },
    "push",
  );
  return answer;
}

async function attempt(
  context: Context,
  { endpoint, p256dh, auth }: PushTarget,
  payload: PushPayload,
  stopping: AbortSignal,
): Promise<PushOutcome> {
  const none = { status: null, isLater: false };
  let request: webPush.RequestDetails;
  try {
    request = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(payload),
      {
        TTL: KEEP_SECONDS,
        urgency: "high",
        vapidDetails: {
          // Push services want to know whom to ask about a sender.
          subject: subjectOf(context.config.publicUrl),
          ...(await loadVapidKeys(context)),
        },
      },
    );
  } catch (error) {
    // The keys that the browser gave are none.
    return { ...none, outcome: "refused", detail: messageOf(error) };
  }
  try {
    const { status, body } = await postOutside({
      url: endpoint,
      body: request.body ?? "",
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name,
          String(value),
        ]),
      ),
      allowPrivate: context.config.outboundPrivate,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ATTEMPT_MS)]),
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    const detail = truncate(body?.trim() ?? "", MAX_DETAIL) || null;
    if (status >= 200 && status < 300)
      return { outcome: "accepted", status, detail: null, isLater: false };
    if (GONE.has(status))
      return { outcome: "gone", status, detail, isLater: false };
    const isLater = status === 429 || status >= 500;
    return { outcome: "refused", status, detail, isLater };
  } catch (error) {
    if (error instanceof ForbiddenAddress)
      return { ...none, outcome: "forbidden", detail: null };
    const detail = messageOf(error);
    return { ...none, outcome: "unreachable", detail, isLater: true };
  }
}

function subjectOf(publicUrl: string): string {
  return publicUrl.startsWith("https:") ? publicUrl : "mailto:parley@localhost";
}

function messageOf(error: unknown): string {
  return truncate(
    error instanceof Error ? error.message : String(error),
    MAX_DETAIL,
  );
}
