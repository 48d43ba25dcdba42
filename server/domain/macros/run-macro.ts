import type { Macro, MacroRun, MacroStep } from "#contract/macros/macro.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inOneTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  fillCannedReply,
  fillTexts,
} from "#server/domain/canned/fill-canned-reply.ts";
import type { Context } from "#server/domain/context.ts";
import { archiveThread } from "#server/domain/conversations/archive.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { markNoReplyNeeded } from "#server/domain/conversations/no-reply-needed.ts";
import {
  releaseThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { setPriority } from "#server/domain/conversations/priority.ts";
import { sendHeldReplies } from "#server/domain/conversations/replies/held-replies.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { labelThread } from "#server/domain/labels/assign-label.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { requireSeen } from "#server/domain/messages/seen.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";

export type MacroOnThread = {
  threadId: string;
  runId: string;
  seenMessageId?: string | undefined;
};

type Insert = MacroRun["inserts"][number];

/** A step was refused, and nothing was done to the thread. `cause` is the command's own error. */
export class MacroRefused extends Error {
  /** From 0; null: the thread refused the macro. */
  readonly step: number | null;
  constructor(step: number | null, cause: unknown) {
    super("macro refused", { cause });
    this.step = step;
  }
}

/**
 * Runs a macro on one thread: each step by the command that a person would
 * give, with the actor's rights, and all of them in one transaction. A line of
 * the thread names the macro. Safe to repeat with the same `runId`: a thread
 * on which that run is done is not changed again.
 * @returns what its steps put into the composer
 * @throws MacroRefused
 */
export async function runMacro(
  context: Context,
  actor: Actor,
  macro: Macro,
  on: MacroOnThread,
): Promise<Insert[]> {
  await recordActed(context, actor);
  let step: number | null = null;
  try {
    if (await hasRun(context.db.sql, actor, on)) return [];
    const texts: (Filled | null)[] = [];
    for (const [at, each] of macro.steps.entries()) {
      step = at;
      texts.push(await fillStep(context, actor, on.threadId, each));
    }
    // In a transaction of its own: it may be refused, and the macro goes on.
    await sendHeldReplies(context, actor, on.threadId);
    const isNew = await inOneTransaction(context.db, async (db) => {
      const within: Context = { ...context, db };
      step = null;
      if (!(await begin(within, actor, macro, on))) return false;
      for (const [at, each] of macro.steps.entries()) {
        step = at;
        const filled = texts[at] ?? null;
        await runStep(within, actor, each, { ...on, at, filled });
      }
      return true;
    });
    if (!isNew) return [];
    await context.db.sql.$executeRaw(
      Prisma.sql`update macro set uses = uses + 1 where id = ${macro.id}::uuid`,
    );
    return macro.steps.flatMap((each, at) => {
      const filled = texts[at];
      if (each.type !== "canned_reply" || each.mode !== "insert" || !filled)
        return [];
      const { text, attachments } = filled;
      return [{ threadId: on.threadId, text, attachments }];
    });
  } catch (error) {
    throw new MacroRefused(step, error);
  }
}

/** By the line in the thread, which has the run's key. Its author may not see the thread any more. */
async function hasRun(
  reader: Pick<Sql, "$queryRaw">,
  { agentId }: Actor,
  { threadId, runId }: MacroOnThread,
): Promise<boolean> {
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from message where "threadId" = ${threadId}::uuid and "clientId" = ${runId}
      and kind = 'event' and "authorId" = ${agentId}::uuid`);
  return rows.length > 0;
}

/** Locks the thread and writes the line that names the macro. @returns false: another request of this run was faster */
async function begin(
  context: Context,
  actor: Actor,
  { name }: Macro,
  on: MacroOnThread,
): Promise<boolean> {
  let isNew = true;
  await changeThread(context, actor, on.threadId, async (tx, state, now) => {
    isNew = !(await hasRun(tx, actor, on));
    if (!isNew) return "unchanged";
    await requireSeen(tx, state, on.seenMessageId);
    const line = eventLine(state, actor, { type: "macro", title: name }, now);
    return [{ ...line, clientId: on.runId }];
  });
  return isNew;
}

type Filled = { text: string; attachments: Attachment[] };

/** The text of a step for this thread's customer. A canned reply's files are copied for it. */
async function fillStep(
  context: Context,
  actor: Actor,
  threadId: string,
  step: MacroStep,
): Promise<Filled | null> {
  switch (step.type) {
    case "reply":
    case "note": {
      const bodies = { "*": step.text };
      const { text } = await fillTexts(context, actor, threadId, bodies);
      return { text, attachments: [] };
    }
    case "canned_reply":
      return fillCannedReply(context, actor, step.cannedReplyId, { threadId });
    default:
      return null;
  }
}

type Running = MacroOnThread & { at: number; filled: Filled | null };

async function runStep(
  context: Context,
  actor: Actor,
  step: MacroStep,
  { threadId, runId, seenMessageId, at, filled }: Running,
): Promise<unknown> {
  const asOf = seenMessageId === undefined ? {} : { seenMessageId };
  switch (step.type) {
    case "reply":
    case "note":
    case "canned_reply":
      if (step.type === "canned_reply" && step.mode === "insert") return;
      return reply(context, actor, {
        threadId,
        kind: step.type === "note" ? "note" : "message",
        text: filled?.text,
        attachments: filled?.attachments.map(({ id }) => ({ id })),
        clientId: `${runId}:${at}`,
      });
    case "label":
    case "unlabel":
      return labelThread(context, actor, {
        id: threadId,
        labelId: step.labelId,
        on: step.type === "label",
      });
    case "priority":
      return setPriority(context, actor, { threadId, priority: step.priority });
    case "take":
      return takeThread(context, actor, { threadId, force: false });
    case "transfer":
      return transferThread(context, actor, { threadId, to: step.to, ...asOf });
    case "release":
      return releaseThread(context, actor, threadId, asOf);
    case "no_reply_needed":
      return markNoReplyNeeded(context, actor, threadId, asOf);
    case "snooze": {
      const now = context.clock.now().getTime();
      const until = new Date(now + step.minutes * 60_000).toISOString();
      const { wakesOnReply } = step;
      return snoozeThread(context, actor, {
        threadId,
        until,
        wakesOnReply,
        ...asOf,
      });
    }
    case "close":
      return closeThread(context, actor, threadId, {
        ...(step.outcome === null ? {} : { outcome: step.outcome }),
        ...asOf,
      });
    case "archive":
      return archiveThread(context, actor, { threadId, on: true });
  }
}
