import type { Transfer } from "#contract/threads/thread-requests.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import {
  insertMessages,
  type NewMessage,
} from "#server/domain/thread/insert-messages.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The next owner, whoever that will be: the thread goes to a queue or ring group. */
const NEXT_OWNER = "next";

/**
 * Decides about the unsent reply of the actor who transfers the thread: it becomes a note in the thread, or is marked
 * for its next owner, or stays the actor's own. The caller has locked the thread and has not moved it yet.
 */
export async function leaveDraftAtTransfer(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  {
    choice,
    to,
    now,
  }: Pick<Transfer, "to"> & {
    choice: Transfer["draft"];
    now: Date;
  },
): Promise<void> {
  if (choice === "note") {
    await becomeNote(tx, state, actor, now);
    return;
  }
  const receiver = to.type === "agent" ? to.id : NEXT_OWNER;
  const passedTo = choice === "pass" ? receiver : null;
  await tx.$executeRaw(Prisma.sql`
    update draft set "passedTo" = ${passedTo}::text
    where "threadId" = ${state.id}::uuid and "agentId" = ${actor.agentId}::uuid and kind = 'message'
      and "passedTo" is distinct from ${passedTo}::text`);
}

async function becomeNote(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  now: Date,
): Promise<void> {
  const [draft] = await tx.$queryRaw<
    { text: string; attachmentIds: string[] }[]
  >(Prisma.sql`
    delete from draft where "threadId" = ${state.id}::uuid and "agentId" = ${actor.agentId}::uuid
      and kind = 'message' returning text, "attachmentIds"`);
  if (!draft) return;
  const text = draft.text.trim();
  const note: NewMessage = {
    id: newId(),
    threadId: state.id,
    channelId: state.channelId,
    direction: "out",
    kind: "note",
    authorType: "agent",
    authorId: actor.agentId,
    authorName: actor.name,
    text: text === "" ? null : text,
    status: "sent",
    externalId: null,
    clientId: null,
    part: 0,
    replyToExternalId: null,
    // The console names it for what it is.
    event: { type: "unsent_reply" },
    sentAt: now,
    inboundCount: state.inboundCount,
    attachments: [],
  };
  await insertMessages(tx, [note]);
  await tx.$executeRaw(Prisma.sql`
    update attachment f set "messageId" = ${note.id}::uuid, position = array_position(${draft.attachmentIds}::uuid[], f.id) - 1
    where f.id = any(${draft.attachmentIds}::uuid[]) and f."messageId" is null
      and f."uploaderId" = ${actor.agentId}::uuid`);
  await announce(tx, [
    { kind: "message.created", threadId: state.id, messageId: note.id },
    {
      kind: "draft.updated",
      threadId: state.id,
      payload: { agentId: actor.agentId, draft: "message" },
    },
  ]);
}

type Passed = { agentId: string };

/**
 * Gives the new owner the unsent replies that were passed on to them, with their files; their own one stays in
 * front. A mark for one agent counts only when the thread comes by a transfer, so that a declined request leaves
 * nothing behind.
 */
export async function receivePassedDrafts(
  tx: Sql,
  { id }: Pick<ThreadState, "id">,
  ownerId: string,
  { isTransfer, now }: { isTransfer: boolean; now: Date },
): Promise<void> {
  const passed = await tx.$queryRaw<Passed[]>(Prisma.sql`
    with unmarked as (
      update draft set "passedTo" = null
      where "threadId" = ${id}::uuid and "agentId" = ${ownerId}::uuid and "passedTo" is not null)
    select "agentId" from draft
    where "threadId" = ${id}::uuid and "agentId" <> ${ownerId}::uuid and kind = 'message'
      and ("passedTo" = ${NEXT_OWNER} or (${isTransfer}::boolean and "passedTo" = ${ownerId}::text))
    order by "updatedAt" for update`);
  for (const { agentId } of passed) await move(tx, id, agentId, ownerId, now);
}

async function move(
  tx: Sql,
  threadId: string,
  fromId: string,
  toId: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update attachment f set "uploaderId" = ${toId}::uuid from draft d
    where d."threadId" = ${threadId}::uuid and d."agentId" = ${fromId}::uuid and d.kind = 'message'
      and f.id = any(d."attachmentIds") and f."messageId" is null and f."uploaderId" = ${fromId}::uuid`);
  await tx.$executeRaw(Prisma.sql`
    with gone as (
      delete from draft where "threadId" = ${threadId}::uuid and "agentId" = ${fromId}::uuid and kind = 'message'
      returning *)
    insert into draft ("threadId", "agentId", kind, text, "replyToId", "baseMessageId", "attachmentIds", "updatedAt")
    select "threadId", ${toId}::uuid, kind, text, "replyToId", "baseMessageId", "attachmentIds", ${now}::timestamptz
    from gone
    on conflict ("threadId", "agentId", kind) do update set
      text = concat_ws(E'\n\n', nullif(draft.text, ''), nullif(excluded.text, '')),
      "replyToId" = coalesce(draft."replyToId", excluded."replyToId"),
      "attachmentIds" = draft."attachmentIds" || excluded."attachmentIds", "updatedAt" = excluded."updatedAt"`);
  await announce(
    tx,
    [fromId, toId].map((agentId) => ({
      kind: "draft.updated" as const,
      threadId,
      payload: { agentId, draft: "message" as const },
    })),
  );
}
