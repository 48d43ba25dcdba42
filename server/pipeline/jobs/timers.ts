import { backOffMs } from "#server/runtime/back-off.ts";
import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Sql } from "#server/db/sql.ts";
import { faultOf } from "#server/db/trouble.ts";
import type { Context } from "#server/domain/context.ts";
import { moveThreadsOf } from "#server/domain/conversations/ownership/owner-offline.ts";
import { becomeIdle, endPresence } from "#server/domain/people/presence.ts";
import {
  digestOfShift,
  sendDailyDigest,
} from "#server/domain/notifications/digest.ts";
import { mailUnseen } from "#server/domain/notifications/unseen-mail.ts";
import { turnShift, type ShiftClock } from "#server/domain/presence/shift.ts";
import {
  endWait,
  recordUnanswered,
} from "#server/domain/routing/offering/record-unanswered.ts";
import { alertUnserved } from "#server/domain/routing/offering/unserved.ts";
import {
  alertLate,
  alertExpiring,
  alertStalled,
} from "#server/domain/leads/assignment/lead-clock.ts";
import {
  endLeadWait,
  passOnLead,
} from "#server/domain/leads/offering/unanswered.ts";
import { endPause } from "#server/domain/teams/pause.ts";
import { routeAwaited } from "#server/domain/routing/entry/route.ts";
import { tellWait } from "#server/domain/routing/entry/wait-message.ts";
import { wakeSnoozed } from "#server/domain/conversations/ownership/ownership.ts";
import type { DeferredReply } from "#server/domain/messages/automatic-reply.ts";
import { warnOfTarget } from "#server/domain/conversations/reply-warning.ts";
import { sendDeferredReply } from "#server/domain/conversations/replies/deferred-reply.ts";
import { sendDueScheduled } from "#server/domain/conversations/replies/send-scheduled.ts";
import { remindOwner } from "#server/domain/conversations/ownership/owner-reminder.ts";
import {
  lockThreadById,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { setTimer, type TimerKind } from "#server/domain/outbox/timers.ts";

type Due = {
  id: string;
  kind: TimerKind;
  key: string;
  attempts: number;
  payload: {
    stage?: number;
    since?: string;
    after?: string;
  } & Partial<ShiftClock> &
    Partial<DeferredReply>;
};

export type TimerOptions = {
  /** The start of this process. After a restart, agents first have to reconnect. */
  startedAt: Date;
};

const BATCH = 20;
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 5 * 60_000;
/** The pause after trouble that is not the timer's own. */
const TROUBLE_WAIT_MS = 5_000;
/** For this long after a start, no thread is moved because its agent is offline. */
const SETTLING_MS = 60_000;

/**
 * Runs due timers, each in one transaction with its removal: a crash leaves
 * both undone. A timer that fails is tried again with back-off and holds up no
 * other.
 * @returns whether more may be waiting
 */
export async function runTimersOnce(
  context: Context,
  options: TimerOptions = { startedAt: new Date(0) },
): Promise<boolean> {
  const now = context.clock.now();
  const due = await context.db.sql.$queryRaw<Due[]>(Prisma.sql`
    select id, kind, key, attempts, payload from timer where "dueAt" <= ${now}::timestamptz
    order by "dueAt", id limit ${BATCH}`);
  for (const timer of due) {
    await runOne(context, timer, options).catch((error: unknown) =>
      postpone(context, timer, error),
    );
  }
  return due.length === BATCH;
}

function runOne(
  context: Context,
  timer: Due,
  options: TimerOptions,
): Promise<void> {
  if (timer.kind === "scheduled")
    return sendDueScheduled(context, timer.key, (tx, now) =>
      isDue(tx, timer, now),
    );
  return inPrismaTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    switch (timer.kind) {
      case "snooze":
        return onThread(tx, timer, now, () => wakeSnoozed(tx, timer.key, now));
      case "offer":
      case "transfer":
        return onThread(tx, timer, now, async (state) => {
          await recordUnanswered(tx, state, "time_over", now);
        });
      case "max_wait":
        return onThread(tx, timer, now, (state) => endWait(tx, state, now));
      case "scheduled":
        return; // Above: it has its own transactions.
      case "nobody":
        return onThread(tx, timer, now, (state) =>
          alertUnserved(
            tx,
            state,
            timer.payload.since ?? now.toISOString(),
            now,
          ),
        );
      case "wait_message":
        return onThread(tx, timer, now, (state) => tellWait(tx, state, now));
      case "language":
        return onThread(tx, timer, now, (state) =>
          sendDeferredReply(tx, state, timer.payload as DeferredReply, now),
        );
      case "rules":
        return onThread(tx, timer, now, (state) =>
          routeAwaited(tx, state, now),
        );
      case "silent":
        return onThread(tx, timer, now, (state) =>
          remindOwner(tx, state, timer.payload.stage ?? 1, now),
        );
      case "reply_target":
        return onThread(tx, timer, now, (state) =>
          warnOfTarget(tx, state, timer.payload.after ?? null, now),
        );
      case "no_reply":
        // Its end is all there is to do: the undo is over.
        await isDue(tx, timer, now);
        return;
      case "grace":
        return endGrace(tx, timer, now, options);
      case "presence":
        if (await isDue(tx, timer, now)) await endPresence(tx, timer.key, now);
        return;
      case "shift":
        if (await isDue(tx, timer, now)) {
          const { isOn = false, isLook = false } = timer.payload;
          await turnShift(tx, timer.key, { isOn, isLook }, now);
          if (!isLook) await digestOfShift(tx, timer.key, now);
        }
        return;
      case "digest":
        if (await isDue(tx, timer, now))
          await sendDailyDigest(tx, timer.key, now);
        return;
      case "unseen_mail":
        return mailUnseen(tx, timer.key, now, () => isDue(tx, timer, now));
      case "idle":
        if (await isDue(tx, timer, now)) await becomeIdle(tx, timer.key, now);
        return;
      case "unpause":
        if (await isDue(tx, timer, now)) await endPause(tx, timer.key, now);
        return;
      case "lead_offer":
        return onLead(tx, timer, now, async () => {
          await passOnLead(tx, timer.key, "time_over", now);
        });
      case "lead_max_wait":
        return onLead(tx, timer, now, () => endLeadWait(tx, timer.key, now));
      case "lead_late":
        if (await isDue(tx, timer, now)) await alertLate(tx, timer.key, now);
        return;
      case "lead_stalled":
        if (await isDue(tx, timer, now)) await alertStalled(tx, timer.key, now);
        return;
      case "lead_expiring":
        if (await isDue(tx, timer, now))
          await alertExpiring(tx, timer.key, now);
        return;
    }
  });
}

/** Locks the thread before the timer, as every command does: with one order no two can wait for each other. */
async function onThread(
  tx: PrismaTx,
  timer: Due,
  now: Date,
  act: (state: ThreadState) => Promise<void>,
): Promise<void> {
  const state = await lockThreadById(tx, timer.key);
  if ((await isDue(tx, timer, now)) && state) await act(state);
}

/** The same of a lead. */
async function onLead(
  tx: PrismaTx,
  timer: Due,
  now: Date,
  act: () => Promise<void>,
): Promise<void> {
  await tx.$queryRaw(
    Prisma.sql`select id from lead where id = ${timer.key}::uuid for update`,
  );
  if (await isDue(tx, timer, now)) await act();
}

/** Removes the timer. False if another process did so, or if it was set again. */
async function isDue(tx: Sql, { id }: Due, now: Date): Promise<boolean> {
  const taken = await tx.$executeRaw(Prisma.sql`
    delete from timer where id = ${id}::uuid and "dueAt" <= ${now}::timestamptz`);
  return taken > 0;
}

async function endGrace(
  tx: PrismaTx,
  timer: Due,
  now: Date,
  { startedAt }: TimerOptions,
): Promise<void> {
  const settled = new Date(startedAt.getTime() + SETTLING_MS);
  if (now < settled) {
    await tx.$executeRaw(Prisma.sql`
      update timer set "dueAt" = ${settled}::timestamptz where id = ${timer.id}::uuid`);
    return;
  }
  if (!(await isDue(tx, timer, now))) return;
  const again = await moveThreadsOf(tx, timer.key, now);
  if (again !== null)
    await setTimer(tx, { kind: "grace", key: timer.key, dueAt: again });
}

async function postpone(
  context: Context,
  { id, kind, key, attempts }: Due,
  error: unknown,
): Promise<void> {
  const fault = faultOf(error);
  if (fault === "outage") throw error; // the loop waits for all of them
  context.log.error({ err: error, timer: kind, key }, "timer failed");
  const counts = fault === "content";
  const waitMs = counts
    ? backOffMs({
        failures: attempts,
        firstMs: FIRST_BACKOFF_MS,
        lastMs: LAST_BACKOFF_MS,
      })
    : TROUBLE_WAIT_MS;
  const dueAt = new Date(context.clock.now().getTime() + waitMs);
  await context.db.sql.$executeRaw(Prisma.sql`
    update timer set attempts = attempts + ${counts ? 1 : 0}, "dueAt" = ${dueAt}::timestamptz where id = ${id}::uuid`);
}
