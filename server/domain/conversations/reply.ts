import { rulesOf, type ChannelKind } from "#contract/channels/channel-rules.ts";
import type { Capabilities } from "#contract/channels/rules.ts";
import type {
  ChannelRules,
  OutgoingAttachmentType,
} from "#contract/channels/rules.ts";
import type { PostMessage } from "#contract/threads/message-requests.ts";
import { replyWindow, sendPolicy } from "#contract/channels/send-policy.ts";
import type { Message } from "#contract/threads/message.ts";
import { splitReply } from "#contract/channels/split-text.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { enqueueSends } from "#server/domain/messages/enqueue-sends.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  announce,
  type Announcement,
} from "#server/domain/outbox/announcements.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import {
  insertMessages,
  type NewMessage,
} from "#server/domain/thread/insert-messages.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { requireRoom } from "#server/domain/assignment/capacity.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { ownedByOther, ownerOf } from "./ownership.ts";
import { tellWhoWon } from "./lost-claim.ts";
import { updateLastMessage } from "./receive.ts";
import { recordAgentReply } from "#server/domain/thread/waiting.ts";
import { recordFirstReply } from "#server/domain/thread/sessions.ts";
import {
  lockThreadToRead,
  requireWorkable,
  saveThreads,
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { recordHandleTime } from "#server/domain/thread/handle-time.ts";
import { clearTimer } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

export type Reply = PostMessage & { threadId: string };

/**
 * Writes to the customer, or writes a note. A reply that Messenger shows as several bubbles becomes several
 * messages, in order; all are returned, and the first stands for the reply. The same clientId again returns
 * the same messages.
 *
 * Only the owner writes to the customer. The first reply makes the writer the owner of a thread without one,
 * unless its queue wants threads taken by hand. `force` confirms more threads than the actor's capacity.
 * @throws AppError not_found, owned_by_other, participant_only, take_first, at_capacity, invalid_input, or a
 *   SendRefusal: then nothing was stored.
 */
export async function reply(
  context: Context,
  actor: Actor,
  input: Reply,
): Promise<Message[]> {
  await recordActed(context, actor);
  const messages = await inSqlTransaction(context.db, async (tx) => {
    const [state, before] = await Promise.all([
      lockThreadToRead(tx, actor, input.threadId),
      repliesOf(tx, input.threadId, input.clientId),
    ]);
    if (before.length > 0) return before;
    const now = context.clock.now();
    return input.kind === "note"
      ? writeNote(tx, state, actor, input, now)
      : writeReply(tx, state, actor, input, now);
  }).catch((error: unknown) =>
    tellWhoWon(context, actor, input.threadId, error),
  );
  return messages;
}

function repliesOf(
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
  const note: NewMessage = {
    ...bubble(state, actor, input, now),
    kind: "note",
    text: input.text?.trim() ?? null,
    status: "sent",
  };
  const attached = files.map(({ id }) => ({ fileId: id, messageId: note.id }));
  return written(tx, input, [
    insertMessages(tx, [note]),
    attach(tx, attached),
    announce(tx, [created(note)]),
    whisper(tx, state, note, now),
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
  statements: Promise<unknown>[],
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
  for (const message of messages) updateLastMessage(state, message);
  recordAgentReply(state);
  const moved: Announcement[] =
    lines.events.length > 0
      ? [{ kind: "thread.updated", threadId: state.id, before }]
      : [];
  const all = [...lines.events, ...messages];
  return written(tx, input, [
    insertMessages(tx, all),
    attach(tx, attached),
    enqueueSends(tx, messages),
    recordFirstReply(tx, state, now),
    saveThreads(tx, [state]),
    announce(tx, [...moved, ...all.map(created)]),
  ]);
}

/** Makes the actor the owner of a thread without one, and returns the thread event. */
async function takeByReply(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  { force = false }: Reply,
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
  await requireWorkable(tx, actor, state.id);
  // An agent who is offered the thread accepts it by answering.
  if ((await mustBeTaken(tx, state)) && !(await isOffered(tx, state, actor)))
    throw new AppError("take_first", { current: standingOf(state) });
  if (!force) await requireRoom(tx, actor.agentId, state, now);
  await claim(tx, state, actor.agentId, now, "replied");
  const taken = eventLine(state, actor, { type: "taken", from: null }, now);
  return { events: [taken], stateBefore };
}

async function isOffered(
  tx: Sql,
  { id }: ThreadState,
  { agentId }: Actor,
): Promise<boolean> {
  const open = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from offer where "threadId" = ${id}::uuid and "agentId" = ${agentId}::uuid and "endedAt" is null`);
  return open.length > 0;
}

async function mustBeTaken(tx: Sql, state: ThreadState): Promise<boolean> {
  if (state.routedToType !== "queue" || state.routedToId === null) return false;
  const [queue] = await tx.$queryRaw<{ ownership: string }[]>(
    Prisma.sql`select ownership from queue where id = ${state.routedToId}::uuid`,
  );
  return queue?.ownership === "take_manually";
}

function standingOf({
  status,
  routing,
  ownerId,
  routedToType,
  routedToId,
}: ThreadState): Record<string, unknown> {
  const routedTo = routedToId && { type: routedToType, id: routedToId };
  return { status, routing, ownerId, routedTo };
}

type SendingChannel = {
  kind: ChannelKind;
  options: { capabilities?: Capabilities };
  enabled: boolean;
  health: string;
  humanAgent: boolean;
  deletedAt: Date | null;
};

/**
 * Checks that the channel's rules allow a message now. Exported for Retry, which checks the same.
 * @returns the rules of the thread's channel.
 * @throws AppError with a SendRefusal
 */
export async function requireSendable(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<ChannelRules> {
  const [channel] = await tx.$queryRaw<SendingChannel[]>(Prisma.sql`
    select kind, options, enabled, health, "humanAgent", "deletedAt" from channel
    where id = ${state.channelId}::uuid`);
  if (!channel) throw new Error("A thread without its channel.");
  const rules = rulesOf(channel.kind, channel.options.capabilities);
  const off = !channel.enabled || channel.deletedAt !== null;
  const policy = sendPolicy({
    authorKind: "person",
    lastCustomerAt: state.lastCustomerAt,
    now,
    humanAgentGranted: channel.humanAgent,
    controlledBy: state.controlledBy,
    rules,
    channelProblem: off
      ? "disabled"
      : channel.health === "broken"
        ? "broken"
        : null,
  });
  if (policy.kind !== "refuse") return rules;
  const window = replyWindow(state.lastCustomerAt, channel.humanAgent, rules);
  throw new AppError(policy.reason, {
    current: {
      ...standingOf(state),
      replyWindow: window,
      controlledBy: state.controlledBy,
      channel: { id: state.channelId, enabled: !off, health: channel.health },
    },
  });
}

type Upload = {
  id: string;
  type: OutgoingAttachmentType;
  size: number | null;
};

/** @throws AppError not_supported, file_too_large: the thread's channel does not accept the files. */
function requireFilesThatFit(
  { attachments, maxBytes }: ChannelRules,
  files: Upload[],
): void {
  if (files.length > 0 && !attachments)
    throw new AppError("not_supported", { what: "attachments" });
  for (const { type, size } of files)
    if ((size ?? 0) > maxBytes[type])
      throw new AppError("file_too_large", {
        maxBytes: maxBytes[type],
        size,
      });
}

/** @throws AppError invalid_input: not the actor's own upload, or already used by a message. */
async function ownUploads(
  tx: Sql,
  actor: Actor,
  { attachments = [] }: Reply,
): Promise<Upload[]> {
  if (attachments.length === 0) return [];
  const ids = attachments.map(({ id }) => id);
  const rows = await tx.$queryRaw<Upload[]>(Prisma.sql`
    select id, type, size from attachment where id = any(${ids}::uuid[])
      and "uploaderId" = ${actor.agentId}::uuid and "messageId" is null and state = 'stored'`);
  return ids.map((id, index) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row) throw notAnUpload(index);
    return row;
  });
}

async function quotedId(
  tx: Sql,
  { threadId, replyTo }: Reply,
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

/** @throws AppError invalid_input: another message has used the file at the same moment. */
async function attach(
  tx: Sql,
  pairs: { fileId: string; messageId: string }[],
): Promise<void> {
  if (pairs.length === 0) return;
  const rows = pairs.map((pair, position) => ({ ...pair, position }));
  const taken = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update attachment f set "messageId" = x."messageId", position = x.position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x("fileId" uuid, "messageId" uuid, position int)
    where f.id = x."fileId" and f."messageId" is null returning f.id`);
  const ids = new Set(taken.map(({ id }) => id));
  const lost = pairs.findIndex(({ fileId }) => !ids.has(fileId));
  if (lost !== -1) throw notAnUpload(lost);
}

function notAnUpload(index: number): AppError {
  return invalidInput(
    `attachments.${index}.id`,
    "Upload the file first; each upload can be sent once.",
  );
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
  return { kind: "message.created", threadId, messageId: id };
}
