import type { ChannelKind } from "#contract/channel-rules.ts";
import type { PostMessage } from "#contract/requests.ts";
import { sendPolicy } from "#contract/send-policy.ts";
import type { Message } from "#contract/shapes.ts";
import { splitReply } from "#contract/split-text.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction, type Tx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/access/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  announce,
  type Announcement,
} from "#server/domain/threads/announcements.ts";
import { eventLine } from "#server/domain/threads/event-line.ts";
import {
  insertMessages,
  type NewMessage,
} from "#server/domain/threads/insert-messages.ts";
import { selectMessages } from "#server/domain/threads/message-rows.ts";
import { claim } from "#server/domain/threads/claim.ts";
import { ownedByOther, ownerOf } from "#server/domain/threads/ownership.ts";
import { tellWhoWon } from "#server/domain/threads/lost-claim.ts";
import { noteLast, noteReply } from "#server/domain/threads/receive.ts";
import { noteFirstReply } from "#server/domain/threads/sessions.ts";
import {
  lockThread,
  saveThreads,
  sightOf,
  type ThreadState,
} from "#server/domain/threads/thread-state.ts";
import { noteHandled } from "#server/domain/threads/handle-time.ts";
import { clearTimer } from "#server/domain/threads/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

export type Reply = PostMessage & { threadId: string };

/**
 * Writes to the customer, or a note to colleagues. What Messenger shows as
 * several bubbles becomes several messages, in order; all are returned, the
 * first stands for the reply. The same clientId again gives the same messages.
 *
 * Only the owner writes to the customer. A thread nobody owns becomes the
 * writer's with the first reply, unless its queue wants it taken by hand.
 * @throws AppError not_found, owned_by_other, take_first, invalid_input, or a
 * SendRefusal: then nothing was stored.
 */
export async function reply(
  context: Context,
  actor: Actor,
  input: Reply,
): Promise<Message[]> {
  const messages = await inTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, input.threadId);
    const before = await repliesOf(tx, input.threadId, input.clientId);
    if (before.length > 0) return before;
    const now = context.clock.now();
    if (input.kind === "note") await writeNote(tx, state, actor, input, now);
    else await writeReply(tx, state, actor, input, now);
    return repliesOf(tx, input.threadId, input.clientId);
  }).catch((error: unknown) =>
    tellWhoWon(context, actor, input.threadId, error),
  );
  context.wake("send");
  context.wake("announce");
  context.wake("route");
  return messages;
}

function repliesOf(
  tx: Tx,
  threadId: string,
  clientId: string,
): Promise<Message[]> {
  return selectMessages(
    tx,
    Prisma.sql`m."threadId" = ${threadId}::uuid and m."clientId" = ${clientId} order by m.part`,
  );
}

async function writeNote(
  tx: Tx,
  state: ThreadState,
  actor: Actor,
  input: Reply,
  now: Date,
): Promise<void> {
  const files = await ownUploads(tx, actor, input);
  const note: NewMessage = {
    ...bubble(state, actor, input, now),
    kind: "note",
    text: input.text?.trim() ?? null,
    status: "sent",
  };
  await insertMessages(tx, [note]);
  await attach(
    tx,
    files.map((file) => ({ fileId: file.id, messageId: note.id })),
  );
  await announce(tx, [created(note)]);
}

async function writeReply(
  tx: Tx,
  state: ThreadState,
  actor: Actor,
  input: Reply,
  now: Date,
): Promise<void> {
  const lines = await takeByReply(tx, state, actor, now);
  await noteHandled(tx, state, now);
  await requireSendable(tx, state, now);
  const files = await ownUploads(tx, actor, input);
  const replyToExternalId = await quotedId(tx, input);
  const parts = splitReply({ text: input.text, files });
  const attached: { fileId: string; messageId: string }[] = [];
  const messages = parts.map((part, index): NewMessage => {
    const message = {
      ...bubble(state, actor, input, now),
      part: index,
      text: part.kind === "text" ? part.text : null,
      replyToExternalId: index === 0 ? replyToExternalId : null,
    };
    if (part.kind === "file") {
      attached.push({ fileId: part.file.id, messageId: message.id });
    }
    return message;
  });
  const before = sightOf(lines.stateBefore);
  await insertMessages(tx, [...lines.events, ...messages]);
  await attach(tx, attached);
  await enqueue(tx, messages);
  for (const message of messages) {
    noteLast(state, message);
    noteReply(state, message.sentAt);
  }
  await noteFirstReply(tx, state, now);
  await saveThreads(tx, [state]);
  const moved: Announcement[] =
    lines.events.length > 0
      ? [{ kind: "thread.updated", threadId: state.id, before }]
      : [];
  await announce(tx, [
    ...moved,
    ...[...lines.events, ...messages].map(created),
  ]);
}

/** The reply takes a thread that nobody owns; then a line tells so. */
async function takeByReply(
  tx: Tx,
  state: ThreadState,
  actor: Actor,
  now: Date,
): Promise<{ events: NewMessage[]; stateBefore: ThreadState }> {
  const stateBefore = { ...state };
  if (state.ownerId === actor.agentId) {
    if (state.status === "snoozed") {
      await clearTimer(tx, "snooze", state.id);
      state.status = "open";
      state.snoozedUntil = null;
    }
    return { events: [], stateBefore };
  }
  const owner = await ownerOf(tx, state);
  if (owner) throw ownedByOther(owner, state);
  // Whoever is offered it accepts by answering.
  if ((await mustBeTaken(tx, state)) && !(await isOffered(tx, state, actor)))
    throw new AppError("take_first", {});
  await claim(tx, state, actor.agentId, now, "replied");
  const taken = eventLine(state, actor, { type: "taken", from: null }, now);
  return { events: [taken], stateBefore };
}

async function isOffered(
  tx: Tx,
  { id }: ThreadState,
  { agentId }: Actor,
): Promise<boolean> {
  const open = { threadId: id, agentId, endedAt: null };
  return (await tx.offer.count({ where: open })) > 0;
}

async function mustBeTaken(tx: Tx, state: ThreadState): Promise<boolean> {
  if (state.routedToType !== "queue" || state.routedToId === null) return false;
  const queue = await tx.queue.findUnique({
    where: { id: state.routedToId },
    select: { ownership: true },
  });
  return queue?.ownership === "take_manually";
}

/** @throws AppError with a SendRefusal. Exported for Retry, which asks the same. */
export async function requireSendable(
  tx: Tx,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const channel = await tx.channel.findUniqueOrThrow({
    where: { id: state.channelId },
    select: {
      kind: true,
      enabled: true,
      health: true,
      humanAgent: true,
      deletedAt: true,
    },
  });
  const off = !channel.enabled || channel.deletedAt !== null;
  const policy = sendPolicy({
    authorKind: "person",
    lastCustomerAt: state.lastCustomerAt,
    now,
    humanAgentGranted: channel.humanAgent,
    controlledBy: state.controlledBy,
    channelKind: channel.kind as ChannelKind,
    channelProblem: off
      ? "disabled"
      : channel.health === "broken"
        ? "broken"
        : null,
  });
  if (policy.kind === "refuse") throw new AppError(policy.reason, {});
}

type Upload = { id: string; type: string; size: number | null };

/** @throws AppError invalid_input: not an upload of the actor's own that no message has yet. */
async function ownUploads(
  tx: Tx,
  actor: Actor,
  { attachments = [] }: Reply,
): Promise<Upload[]> {
  if (attachments.length === 0) return [];
  const ids = attachments.map(({ id }) => id);
  const rows = await tx.attachment.findMany({
    where: {
      id: { in: ids },
      uploaderId: actor.agentId,
      messageId: null,
      state: "stored",
    },
    select: { id: true, type: true, size: true },
  });
  return ids.map((id, index) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row) throw notAnUpload(index);
    return row;
  });
}

async function quotedId(
  tx: Tx,
  { threadId, replyTo }: Reply,
): Promise<string | null> {
  if (!replyTo) return null;
  const quoted = await tx.message.findFirst({
    where: { id: replyTo, threadId },
    select: { externalId: true },
  });
  if (!quoted?.externalId) {
    throw invalidInput("replyTo", "This message cannot be replied to.");
  }
  return quoted.externalId;
}

/** @throws AppError invalid_input: another message has taken the file in this very moment. */
async function attach(
  tx: Tx,
  pairs: { fileId: string; messageId: string }[],
): Promise<void> {
  for (const [position, { fileId, messageId }] of pairs.entries()) {
    const { count } = await tx.attachment.updateMany({
      where: { id: fileId, messageId: null },
      data: { messageId, position },
    });
    if (count === 0) throw notAnUpload(position);
  }
}

function notAnUpload(index: number): AppError {
  return invalidInput(
    `attachments.${index}.id`,
    "Upload the file first; each upload can be sent once.",
  );
}

/** The intent, beside the fact: one job a message, in the order of the bubbles. */
async function enqueue(tx: Tx, messages: NewMessage[]): Promise<void> {
  const rows = messages.map(({ id, threadId, channelId }) => ({
    messageId: id,
    threadId,
    channelId,
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into send_job ("messageId", "threadId", "channelId")
    select x."messageId", x."threadId", x."channelId"
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as ("messageId" uuid, "threadId" uuid, "channelId" uuid)) with ordinality
      as x("messageId", "threadId", "channelId", nth) order by x.nth`);
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
    attachments: [],
  };
}

function created({ id, threadId }: NewMessage): Announcement {
  return { kind: "message.created", threadId, messageId: id };
}
