import { touchLeads } from "#server/domain/messages/touch-leads.ts";
import { variablesIn } from "#contract/canned/variables.ts";
import { splitReply } from "#contract/channels/rules/split-text.ts";
import { truncate } from "#contract/text/text.ts";
import type { PostMessage } from "#contract/threads/message-requests.ts";
import type { Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField, invalidInput } from "#server/domain/app-error.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import type { Context } from "#server/domain/context.ts";
import { tellWhoWon } from "#server/domain/conversations/ownership/lost-claim.ts";
import { updateLastMessage } from "./receive.ts";
import { attach, ownUploads, requireFilesThatFit } from "./reply-files.ts";
import { recordMentions, seatMentioned } from "./mention.ts";
import { requireSendable } from "./sendable.ts";
import { takeByReply } from "./take-by-reply.ts";
import { enqueueSends } from "#server/domain/messages/enqueue-sends.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import {
  announce,
  tracedBy,
  type Announcement,
} from "#server/domain/outbox/announcements.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { recordHandleTime } from "#server/domain/thread/handle-time.ts";
import {
  insertMessages,
  type NewMessage,
} from "#server/domain/thread/insert-messages.ts";
import { recordFirstReply } from "#server/domain/thread/sessions.ts";
import {
  lockThreadToRead,
  saveThreads,
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { recordAgentReply } from "#server/domain/thread/waiting.ts";
import { newId } from "#server/runtime/crypto.ts";

export type Reply = PostMessage & {
  threadId: string;
  /** The id of the first message; left out: a new one. */
  messageId?: string;
};

/**
 * Writes to the customer, or writes a note. A reply that Messenger shows as several bubbles becomes several
 * messages, in order; all are returned, and the first stands for the reply. The same clientId again returns
 * the same messages.
 *
 * Only the owner writes to the customer. The first reply makes the writer the owner of a thread without one,
 * unless its queue wants threads taken by hand. `force` confirms more threads than the actor's capacity.
 * A text with an unfilled variable is refused.
 * @throws AppError not_found, owned_by_other, participant_only, take_first, at_capacity, invalid_input, or a
 *   SendRefusal: then nothing was stored.
 */
export async function reply(
  context: Context,
  actor: Actor,
  input: Reply,
): Promise<Message[]> {
  await recordActed(context, actor);
  return inSqlTransaction(context.db, (tx) =>
    replyIn(tx, actor, input, context.clock.now()),
  ).catch((error: unknown) =>
    tellWhoWon(context, actor, input.threadId, error),
  );
}

/** Does the same in the transaction of the caller. */
export async function replyIn(
  tx: Sql,
  actor: Actor,
  input: Reply,
  now: Date,
): Promise<Message[]> {
  const [state, before] = await Promise.all([
    lockThreadToRead(tx, actor, input.threadId),
    repliesOf(tx, input.threadId, input.clientId),
  ]);
  if (before.length > 0) return before;
  if (input.kind === "note") return writeNote(tx, state, actor, input, now);
  requireFilledIn(input);
  return writeReply(tx, state, actor, input, now);
}

/** @throws AppError invalid_input: a customer would read "{{customer.name}}". */
export function requireFilledIn({ text }: Pick<Reply, "text">): void {
  if (variablesIn(text ?? "").length > 0)
    throw invalidField("text", "unfilled_variable");
}

/** The messages of one reply, which the composer's key names. */
export function repliesOf(
  tx: Sql,
  threadId: string,
  clientId: string,
): Promise<Message[]> {
  return selectMessages(
    tx,
    Prisma.sql`m."threadId" = ${threadId}::uuid and m."clientId" = ${clientId} order by m.part`,
  );
}

async function writeNote(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  input: Reply,
  now: Date,
): Promise<Message[]> {
  const files = await ownUploads(tx, actor, input);
  const { people, lines } = await seatMentioned(tx, state, actor, {
    mentions: input.mentions,
    now,
  });
  const note: NewMessage = {
    ...bubble(state, actor, input, now),
    kind: "note",
    text: input.text?.trim() ?? null,
    status: "sent",
  };
  const attached = files.map(({ id }) => ({ fileId: id, messageId: note.id }));
  const all = [...lines, note];
  const isMentioned = new Set(people.map(({ id }) => id));
  const changes: Announcement[] =
    people.length > 0 ? [{ kind: "thread.updated", threadId: state.id }] : [];
  return written(tx, input, [
    insertMessages(tx, all),
    attach(tx, attached),
    recordMentions(tx, state, note, { people, now }),
    // The thread names the agents whom its notes mention.
    people.length > 0 ? saveThreads(tx, [state]) : null,
    announce(tx, [...changes, ...all.map(created)]),
    // One notice each: an owner who is mentioned gets no second one.
    isMentioned.has(state.ownerId ?? "") ? null : whisper(tx, state, note, now),
  ]);
}

const WHISPERED_CHARACTERS = 500;

/** Alerts the owner to another agent's note, on every page of the console. */
async function whisper(
  tx: Sql,
  { id: threadId, ownerId, departmentId }: ThreadState,
  { id: messageId, authorId, authorName, text }: NewMessage,
  now: Date,
): Promise<void> {
  if (ownerId === null || ownerId === authorId) return;
  const by = { id: authorId, name: authorName };
  const said = text === null ? null : truncate(text, WHISPERED_CHARACTERS);
  const detail = { by, messageId, text: said };
  await raiseAlerts(
    tx,
    [{ kind: "whisper", agentId: ownerId, threadId, departmentId, detail }],
    now,
  );
}

/** Starts the statements in this order, with the query for what they wrote, all in one round trip. */
async function written(
  tx: Sql,
  { threadId, clientId }: Reply,
  statements: (Promise<unknown> | null)[],
): Promise<Message[]> {
  const read = repliesOf(tx, threadId, clientId);
  await Promise.all([...statements, read]);
  return read;
}

async function writeReply(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  input: Reply,
  now: Date,
): Promise<Message[]> {
  const lines = await takeByReply(tx, state, actor, input, now);
  await recordHandleTime(tx, state, now);
  const rules = await requireSendable(tx, state, now);
  const files = await ownUploads(tx, actor, input);
  requireFilesThatFit(rules, files);
  const replyToExternalId = rules.replies ? await quotedId(tx, input) : null;
  const parts = splitReply({ text: input.text, files }, rules);
  const attached: { fileId: string; messageId: string }[] = [];
  const messages = parts.map((part, index): NewMessage => {
    const message = {
      ...bubble(state, actor, input, behindLast(state, now)),
      ...(index === 0 && input.messageId ? { id: input.messageId } : {}),
      inboundNo: state.inboundCount,
      part: index,
      text: part.kind === "text" ? part.text : null,
      replyToExternalId: index === 0 ? replyToExternalId : null,
    };
    if (part.kind === "file") {
      attached.push({ fileId: part.file.id, messageId: message.id });
    }
    return message;
  });
  const before = snapshotVisibility(lines.stateBefore);
  state.pinnedNoteId = null; // the reply has acted on the note
  state.back = null;
  for (const message of messages) updateLastMessage(state, message);
  const question = state.waitingSince;
  recordAgentReply(state);
  const moved: Announcement[] =
    lines.events.length > 0
      ? [{ kind: "thread.updated", threadId: state.id, before }]
      : [];
  const all = [...lines.events, ...messages];
  return written(tx, input, [
    insertMessages(tx, all),
    attach(tx, attached),
    enqueueSends(tx, messages, question),
    recordFirstReply(tx, state, question, now),
    touchLeads(tx, state.customerId, actor, now),
    saveThreads(tx, [state]),
    announce(tx, [...moved, ...all.map(created)]),
  ]);
}

/** @throws AppError invalid_input: the message cannot be quoted. */
export async function quotedId(
  tx: Sql,
  { threadId, replyTo }: Pick<Reply, "threadId" | "replyTo">,
): Promise<string | null> {
  if (!replyTo) return null;
  const [quoted] = await tx.$queryRaw<{ externalId: string | null }[]>(
    Prisma.sql`select "externalId" from message
      where id = ${replyTo}::uuid and "threadId" = ${threadId}::uuid`,
  );
  if (!quoted?.externalId) {
    throw invalidInput("replyTo", "This message cannot be replied to.");
  }
  return quoted.externalId;
}

/**
 * A time after the last message, so that an answer stands behind its question even if the vendor's clock is
 * ahead of ours.
 */
function behindLast({ lastMessageId, lastMessageAt }: ThreadState, now: Date) {
  if (lastMessageId === null || lastMessageAt < now) return now;
  return new Date(lastMessageAt.getTime() + 1);
}

function bubble(
  state: ThreadState,
  actor: Actor,
  { clientId }: Reply,
  now: Date,
): NewMessage {
  return {
    id: newId(),
    threadId: state.id,
    channelId: state.channelId,
    direction: "out",
    kind: "message",
    authorType: "agent",
    authorId: actor.agentId,
    authorName: actor.name,
    text: null,
    status: "queued",
    externalId: null,
    clientId,
    part: 0,
    replyToExternalId: null,
    event: null,
    sentAt: now,
    inboundCount: state.inboundCount,
    attachments: [],
  };
}

function created({ id, threadId }: NewMessage): Announcement {
  return {
    kind: "message.created",
    threadId,
    messageId: id,
    ...tracedBy(),
  };
}
