import { backOffMs } from "#server/runtime/back-off.ts";
import { setTimeout as passing } from "node:timers/promises";
import type { SendOutcome } from "#server/channels/outbound-message.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { isTrouble } from "#server/db/trouble.ts";
import type { Context } from "#server/domain/context.ts";
import { recordDoubt, recordFailed } from "#server/domain/messages/delivery.ts";
import { traced } from "#server/runtime/telemetry/traced.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { claimSends, unclaimSend, type ClaimedSend } from "./claim.ts";
import { readOutgoing } from "./outgoing.ts";
import { settleSend } from "./settle.ts";

export type Sender = {
  /** Claims due messages and starts to send them. Returns true if more may be due now. */
  round(): Promise<boolean>;
  /** Resolves when nothing is under way. The end of the process waits for it. */
  idle(): Promise<void>;
  /** The number of attempts by outcome, for the metrics. */
  outcomes: Readonly<Record<SendOutcome["kind"], number>>;
};

/** Attempts under way at once in this process. They are of different threads, so each thread keeps its order. */
const MAX_IN_FLIGHT = 32;
/** The first pause between attempts to record that the vendor has a message. */
const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;

/**
 * Sends queued messages to their vendors: several threads at once, one message
 * of a thread at a time.
 * @param onSettled called after each attempt: the thread's next message may go
 */
export function createSender(
  { context, channels }: Vendor,
  onSettled: () => void,
): Sender {
  const underWay = new Set<Promise<void>>();
  const outcomes = { accepted: 0, refused: 0, later: 0, uncertain: 0 };
  let stopping = false;

  async function attempt(job: ClaimedSend): Promise<void> {
    const outgoing = await readOrUnclaim(context, job);
    if (outgoing.kind === "gone") return;
    if (outgoing.kind === "look_first") {
      const { messageId, attemptedAt } = { ...job, ...outgoing };
      await recordDoubt(context.db.sql, messageId, attemptedAt);
      return;
    }
    if (outgoing.kind === "refuse") {
      outcomes.refused += 1;
      await refuse(context, job, outgoing.reason);
      return;
    }
    const { target, message, until } = outgoing;
    // The shutdown's signal is not passed on: an attempt that has begun
    // should finish rather than become uncertain.
    const { send, timedOut } = channels[target.kind];
    const outcome = await traced(
      `send ${target.kind}`,
      { "parley.message_id": job.messageId, "parley.attempts": job.attempts },
      async (span) => {
        const { signal } = new AbortController();
        const result = await send(target, message, signal);
        span.setAttribute("parley.outcome", result.kind);
        return result;
      },
    );
    outcomes[outcome.kind] += 1;
    const settle = () => settleSend(context, job, outcome, { until, timedOut });
    // Recording it twice has the same result, so it may be tried after the
    // claim has expired. Other outcomes are looked up then.
    if (outcome.kind === "accepted") await untilWritten(settle, () => stopping);
    else await settle();
    const { messageId, attempts } = job;
    context.log.info({ messageId, attempts, outcome: outcome.kind }, "send");
  }

  function start(job: ClaimedSend): void {
    const work = attempt(job)
      .catch((error: unknown) => {
        // The claim expires and the message is looked up, so nothing is lost.
        context.log.error(
          { err: error, messageId: job.messageId },
          "send failed",
        );
      })
      .finally(() => {
        underWay.delete(work);
        onSettled();
      });
    underWay.add(work);
  }

  return {
    outcomes,
    async round() {
      const free = MAX_IN_FLIGHT - underWay.size;
      if (free <= 0) return false;
      const jobs = await claimSends(context, free);
      for (const job of jobs) start(job);
      return jobs.length === free;
    },
    async idle() {
      stopping = true;
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** Our own trouble before anything was sent is no attempt: the message is queued again. */
async function readOrUnclaim(
  context: Context,
  job: ClaimedSend,
): ReturnType<typeof readOutgoing> {
  try {
    return await readOutgoing(context, job.messageId);
  } catch (error) {
    if (isTrouble(error)) await unclaimSend(context, job);
    throw error;
  }
}

/** Tries again with back-off while the trouble is ours, at the latest until the process stops. */
async function untilWritten(
  write: () => Promise<void>,
  isStopping: () => boolean,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isTrouble(error) || isStopping()) throw error;
      await passing(
        backOffMs({
          failures: attempt,
          firstMs: FIRST_BACKOFF_MS,
          lastMs: LAST_BACKOFF_MS,
        }),
      );
    }
  }
}

async function refuse(
  context: Context,
  job: ClaimedSend,
  reason: string,
): Promise<void> {
  await inSqlTransaction(context.db, (tx) =>
    recordFailed(tx, {
      messageId: job.messageId,
      failure: {
        key: reason,
        code: null,
        subcode: null,
        message: reason,
        trace: null,
      },
      now: context.clock.now(),
    }),
  );
}
