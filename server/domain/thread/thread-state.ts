import { Prisma } from "#server/db/client.ts";
import type { Role } from "#contract/people/agent.ts";
import {
  PRIORITY_STEPS,
  type Priority,
} from "#contract/threads/priority-levels.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import type { VisibilitySnapshot } from "#server/domain/outbox/announcements.ts";

export type PreferredWhy = "account_owner" | "last_owner" | "reopened";

/**
 * A thread's row, locked: only the transaction that holds it can change the thread.
 *
 * status: waiting (no owner; routing none, queued or offered), open (owned), snoozed (with or without an
 * owner; hidden until snoozedUntil or until the customer writes), closed (no owner; routing none). A
 * customer's message wakes and reopens a thread.
 */
export type ThreadState = {
  id: string;
  channelId: string;
  customerId: string;
  identityId: string;
  /** Key of the conversation among the customer's conversations; "" where the vendor has only one. */
  key: string;
  /** True for a test message: it rings for no agent, counts in no figure, and its replies stay here. */
  test: boolean;
  /** The customer's id at the vendor (PSID). */
  externalId: string;
  /** Until then the customer is blocked; absent or null: they are not. */
  blockedUntil?: Date | null;
  status: "waiting" | "open" | "snoozed" | "closed";
  routing: "none" | "queued" | "offered" | "owned";
  ownerId: string | null;
  ownedSince: Date | null;
  lastOwnerId: string | null;
  routedToType: "agent" | "queue" | "ring_group" | null;
  routedToId: string | null;
  departmentId: string | null;
  /** Place in line: of the queue, of the level, and of a hand-over. */
  priority: number;
  /** As an agent has set it. */
  priorityLevel: Priority;
  waitingSince: Date | null;
  /** When the queue's reply target runs out; null: no target or no wait, see reply-target.ts. */
  replyDueAt: Date | null;
  queuedAt: Date | null;
  /** Round of offers; see domain/routing. */
  round: number;
  roundAt: Date | null;
  seed: number;
  handovers: number;
  preferredId: string | null;
  /** Why the preferred agent is preferred; null without one. */
  preferredWhy: PreferredWhy | null;
  /** Asked after the preferred agent, before the destination. */
  nextId: string | null;
  nextWhy: PreferredWhy | null;
  handedDown: boolean;
  /** Whether an agent transferred it to a queue or ring group since it was routed. */
  handedOver: boolean;
  heldFor: string | null;
  /** Note of a transfer, its refusal, or a snooze that the owner has neither answered nor dismissed. */
  pinnedNoteId: string | null;
  /** The act that the pinned note came with; null: a transfer. */
  pinnedWhy: "snooze" | "decline" | null;
  snoozedUntil: Date | null;
  /** False only of a snoozed thread: it stays snoozed even if the customer writes. */
  wakesOnReply: boolean;
  /** The end of its snooze, until its owner acts on it or it gets another one; null else. */
  back: "due" | "reply" | null;
  closedAt: Date | null;
  /** Set of closed threads alone: saving a thread of another status clears it. */
  archivedAt: Date | null;
  /** No one sees it. Set of closed threads alone, like archivedAt. */
  deletedAt: Date | null;
  lastMessageId: string | null;
  lastMessageAt: Date;
  lastCustomerAt: Date | null;
  outsideReplyAt: Date | null;
  inboundCount: number;
  settledCount: number;
  deliveredTill: Date | null;
  readTill: Date | null;
  controlledBy: string | null;
  controlAt: Date | null;
  controlApp: string | null;
  directAt: Date | null;
  standbyAt: Date | null;
  sessionId: string | null;
};

/** The Postgres type of a field of this type, nullable or not. */
type ColumnType<T> = [T] extends [string | null]
  ? "uuid" | "text"
  : [T] extends [number | null]
    ? "int"
    : [T] extends [boolean | null]
      ? "boolean"
      : [T] extends [Date | null]
        ? "timestamptz"
        : never;
type ColumnTypes<T> = { [Name in keyof T]: ColumnType<T[Name]> };

/** Columns of a thread that never change. */
const fixedColumns = {
  id: "uuid",
  channelId: "uuid",
  customerId: "uuid",
  identityId: "uuid",
  key: "text",
  test: "boolean",
} as const;

/**
 * Columns that `saveThreads` writes, with their types in Postgres. A field is
 * added to ThreadState and here, and is then read and written everywhere; the
 * compiler refuses one that is missing or has another type.
 */
const savedColumns = {
  status: "text",
  routing: "text",
  ownerId: "uuid",
  ownedSince: "timestamptz",
  lastOwnerId: "uuid",
  routedToType: "text",
  routedToId: "uuid",
  departmentId: "uuid",
  priority: "int",
  priorityLevel: "text",
  waitingSince: "timestamptz",
  replyDueAt: "timestamptz",
  queuedAt: "timestamptz",
  round: "int",
  roundAt: "timestamptz",
  seed: "int",
  handovers: "int",
  preferredId: "uuid",
  preferredWhy: "text",
  nextId: "uuid",
  nextWhy: "text",
  handedDown: "boolean",
  handedOver: "boolean",
  heldFor: "text",
  pinnedNoteId: "uuid",
  pinnedWhy: "text",
  snoozedUntil: "timestamptz",
  wakesOnReply: "boolean",
  back: "text",
  closedAt: "timestamptz",
  archivedAt: "timestamptz",
  deletedAt: "timestamptz",
  lastMessageId: "uuid",
  lastMessageAt: "timestamptz",
  lastCustomerAt: "timestamptz",
  outsideReplyAt: "timestamptz",
  inboundCount: "int",
  settledCount: "int",
  deliveredTill: "timestamptz",
  readTill: "timestamptz",
  controlledBy: "text",
  controlAt: "timestamptz",
  controlApp: "text",
  directAt: "timestamptz",
  standbyAt: "timestamptz",
  sessionId: "uuid",
} as const satisfies ColumnTypes<
  Omit<ThreadState, keyof typeof fixedColumns | "externalId" | "blockedUntil">
>;

/** Columns that are computed when a thread is saved; not fields of ThreadState. */
const derivedColumns = { rankAt: "timestamptz" } as const;

/** All columns of `thread` named here, with their types. A test compares them with the database. */
export const threadColumns: Readonly<Record<string, string>> = {
  ...fixedColumns,
  ...savedColumns,
  ...derivedColumns,
};

/** The fields of ThreadState, over a thread `t` and its identity `i`. */
export const stateColumns = Prisma.raw(
  [
    ...Object.keys({ ...fixedColumns, ...savedColumns }).map(
      (name) => `t."${name}"`,
    ),
    'i."externalId"',
    'i."blockedUntil"',
  ].join(", "),
);

const written = { ...savedColumns, ...derivedColumns };
const assignments = Prisma.raw(
  Object.keys(written)
    .map((name) => `"${name}" = x."${name}"`)
    .join(", "),
);
const recordset = Prisma.raw(
  Object.entries({ id: fixedColumns.id, ...written })
    .map(([name, type]) => `"${name}" ${type}`)
    .join(", "),
);

/**
 * Locks a thread for a change, if the actor may make it.
 * @param least the lowest role that may do it.
 * @throws AppError forbidden, participant_only; not_found for missing and forbidden threads alike.
 */
export async function lockThread(
  tx: Sql,
  actor: Actor,
  threadId: string,
  least: Role = "agent",
): Promise<ThreadState> {
  requireRole(actor, least);
  const state = await lockWhere(tx, threadId, workableBy(actor));
  if (state) return state;
  // Only for the exact error: a participant knows that the thread exists.
  await lockThreadToRead(tx, actor, threadId);
  throw new AppError("participant_only", { threadId });
}

/**
 * Locks a thread for the acts of its readers: notes, their own read mark, leaving.
 * @throws AppError not_found for missing and forbidden threads alike.
 */
export async function lockThreadToRead(
  tx: Sql,
  actor: Actor,
  threadId: string,
): Promise<ThreadState> {
  const state = await lockWhere(tx, threadId, visibleTo(actor));
  if (!state) throw new AppError("not_found", { threadId });
  return state;
}

/** Checks that the actor may do more than read the thread and write notes. @throws AppError participant_only */
export async function requireWorkable(
  tx: Sql,
  actor: Actor,
  threadId: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t.id = ${threadId}::uuid and ${workableBy(actor)}`);
  if (rows.length === 0) throw new AppError("participant_only", { threadId });
}

async function lockWhere(
  tx: Sql,
  threadId: string,
  may: Prisma.Sql,
): Promise<ThreadState | undefined> {
  const [state] = await tx.$queryRaw<ThreadState[]>(Prisma.sql`
    select ${stateColumns} from thread t join identity i on i.id = t."identityId"
    where t.id = ${threadId}::uuid and ${may} for update of t`);
  return state;
}

/** Locks a thread without a check of rights, for the pipeline and timers. Null: no such thread. */
export async function lockThreadById(
  tx: Sql,
  threadId: string,
): Promise<ThreadState | null> {
  const [state] = await tx.$queryRaw<ThreadState[]>(Prisma.sql`
    select ${stateColumns} from thread t join identity i on i.id = t."identityId"
    where t.id = ${threadId}::uuid for update of t`);
  return state ?? null;
}

/** Locks the thread of a message, as `lockThreadById`. Null: no such message or thread. */
export async function lockThreadOfMessage(
  tx: Sql,
  messageId: string,
): Promise<ThreadState | null> {
  const [state] = await tx.$queryRaw<ThreadState[]>(Prisma.sql`
    select ${stateColumns} from message m join thread t on t.id = m."threadId"
    join identity i on i.id = t."identityId"
    where m.id = ${messageId}::uuid for update of t`);
  return state ?? null;
}

/** Writes states back and raises each version. The transaction must hold the rows' locks. */
export async function saveThreads(
  tx: Sql,
  states: ThreadState[],
): Promise<void> {
  if (states.length === 0) return;
  for (const state of states) {
    if (state.status !== "closed") {
      state.archivedAt = null;
      state.deletedAt = null;
    }
    if (state.status !== "snoozed") state.wakesOnReply = true;
    if (state.status === "snoozed" || state.status === "closed")
      state.back = null;
    if (state.pinnedNoteId === null) state.pinnedWhy = null;
    if (!mayHaveTarget(state)) state.replyDueAt = null;
  }
  const rows = states.map((state) => ({ ...state, rankAt: rankOf(state) }));
  // The ids are given twice: Postgres estimates a hundred rows for the JSON and would read the whole table
  // for them.
  const ids = states.map(({ id }) => id);
  await tx.$executeRaw(Prisma.sql`
    update thread t set ${assignments}, version = t.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${recordset})
    where t.id = x.id and t.id = any(${ids}::uuid[])`);
}

/** Whether the customer waits in a queue, whose reply target then counts. Pure. */
export function mayHaveTarget({
  test,
  waitingSince,
  routedToType,
  status,
}: ThreadState): boolean {
  return (
    !test &&
    waitingSince !== null &&
    routedToType === "queue" &&
    status !== "closed"
  );
}

/** One step of priority equals a quarter of an hour of waiting, so no customer waits for ever. */
const PRIORITY_MS = 15 * 60_000;

/** The position in the line of a queue: the earliest comes next. Null: it does not wait. Pure. */
export function rankOf(
  state: Pick<
    ThreadState,
    "ownerId" | "status" | "waitingSince" | "queuedAt" | "priority"
  >,
): Date | null {
  if (state.ownerId !== null || state.status === "closed") return null;
  const since = state.waitingSince ?? state.queuedAt;
  return since && new Date(since.getTime() - state.priority * PRIORITY_MS);
}

/**
 * The priority of the place, plus one after a transfer by an agent, plus the steps of the thread's own level.
 * It is always computed from these and never added to the old value, so moving a thread on gains nothing. Pure.
 */
export function priorityOf(
  place: { priority?: number } | null,
  {
    handedOver,
    priorityLevel,
  }: Pick<ThreadState, "handedOver" | "priorityLevel">,
): number {
  return (
    (place?.priority ?? 0) +
    (handedOver ? 1 : 0) +
    PRIORITY_STEPS[priorityLevel]
  );
}

/** Sets the level of a thread; its place in line follows. */
export function setLevel(state: ThreadState, level: Priority): void {
  state.priority += PRIORITY_STEPS[level] - PRIORITY_STEPS[state.priorityLevel];
  state.priorityLevel = level;
}

/** Sets the agents who are asked before the place, in this order; an empty list clears them. */
export function prefer(
  state: ThreadState,
  [first, next]: readonly { agentId: string; why: PreferredWhy }[],
): void {
  state.preferredId = first?.agentId ?? null;
  state.preferredWhy = first?.why ?? null;
  state.nextId = next?.agentId ?? null;
  state.nextWhy = next?.why ?? null;
}

/** The agents still to be asked before the place, in order. Pure. */
export function preferredOf({
  preferredId,
  preferredWhy,
  nextId,
  nextWhy,
}: ThreadState): { agentId: string; why: PreferredWhy }[] {
  const of = (agentId: string | null, why: PreferredWhy | null) =>
    agentId === null || why === null ? [] : [{ agentId, why }];
  return [...of(preferredId, preferredWhy), ...of(nextId, nextWhy)];
}

/** The fields that decide which agents see the thread; taken before a change. */
export function snapshotVisibility(state: ThreadState): VisibilitySnapshot {
  const { ownerId, lastOwnerId, status, routing } = state;
  const { routedToType, routedToId, departmentId } = state;
  return {
    ownerId,
    lastOwnerId,
    status,
    routing,
    routedToType,
    routedToId,
    departmentId,
  };
}

/** The later of two times, either of which may be missing. */
export function later(a: Date | null, b: Date | null): Date | null {
  if (a === null) return b;
  if (b === null) return a;
  return a > b ? a : b;
}
