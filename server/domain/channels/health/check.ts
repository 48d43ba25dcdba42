import {
  kindOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { PrismaTx } from "#server/db/transaction.ts";
import { clearProblems, recordLooks, type Look } from "./health.ts";
import { WARNING_FADES_MS } from "./policy.ts";
import { sourceOf, type StoredProblem } from "./problems.ts";
import { signatureIsRefused } from "./refused-signatures.ts";
import { lookAtTraffic } from "./traffic.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

export type CheckResult = {
  /** The findings in Meta's answers; those in our own rows are added. */
  looks: Look[];
  page: { name?: string; pictureKey?: string };
  now: Date;
};

/**
 * Writes what a check found.
 * @returns the key of a picture that is no longer used.
 */
export async function recordCheck(
  tx: PrismaTx,
  channelId: string,
  { looks, page, now }: CheckResult,
): Promise<string | null> {
  const before = await tx.channel.findUniqueOrThrow({
    where: { id: channelId },
    select: {
      kind: true,
      pictureKey: true,
      problems: true,
      throttledUntil: true,
      lastEventAt: true,
      rejectedCount: true,
      source: {
        select: {
          verifiedAt: true,
          verifyTokenSealed: true,
          rejectedCount: true,
          lastDeliveryAt: true,
        },
      },
    },
  });
  const old = before.problems as StoredProblem[];
  await recordLooks(
    tx,
    channelId,
    [
      ...looks,
      lookAtWebhook(before),
      {
        // Begun by deliveries as they arrive; one that fits sets the counts to 0.
        source: "signature",
        found: old
          .filter(({ code }) => code === "signature_refused")
          .filter(() => signatureIsRefused(before, now)),
      },
      {
        source: "policy",
        found: old.filter(
          (problem) => sourceOf(problem) === "policy" && !isFaded(problem, now),
        ),
      },
      await lookAtTraffic(tx, channelId, before.lastEventAt, now),
    ],
    now,
    { isWhole: true },
  );
  if (before.throttledUntil === null || before.throttledUntil <= now) {
    await clearProblems(tx, channelId, ["rate_limited"]);
  }
  await tx.channel.update({
    where: { id: channelId },
    data: { ...page, checkedAt: now },
    select: { id: true },
  });
  // The check tells the page's own name and picture, too.
  await announce(tx, [{ kind: "channel.updated", payload: { channelId } }]);
  return page.pictureKey === undefined ? null : before.pictureKey;
}

/** Meta's question about the address proves it, and so does a delivery that came to it. */
function lookAtWebhook({
  kind,
  source: { verifiedAt, verifyTokenSealed, lastDeliveryAt },
}: {
  kind: string;
  source: {
    verifiedAt: Date | null;
    verifyTokenSealed: string | null;
    lastDeliveryAt: Date | null;
  };
}): Look {
  const isSeen = verifiedAt !== null || lastDeliveryAt !== null;
  const isAsked = verifyTokenSealed !== null;
  // Where no token of the vendor's is asked about, what came in has shown the right one.
  const provesCredentials = !kindOf(kind as ChannelKind).lights.includes(
    "token",
  );
  return {
    source: "webhook",
    found:
      isSeen || !isAsked
        ? []
        : [{ code: "webhook_not_verified", detail: null }],
    seen: {
      webhook: isSeen ? {} : null,
      ...(provesCredentials && lastDeliveryAt !== null
        ? { credentials: {} }
        : {}),
    },
  };
}

function isFaded({ code, at }: StoredProblem, now: Date): boolean {
  const age = now.getTime() - new Date(at).getTime();
  return code === "policy_warning" && age > WARNING_FADES_MS;
}
