import { Prisma } from "#server/db/client.ts";
import type { Role } from "#contract/people/agent.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import type { VisibilitySnapshot } from "#server/domain/outbox/announcements.ts";

export type PreferredWhy = "account_owner" | "last_owner" | "reopened";

/**
 * A thread's row, locked: whoever holds it is alone in changing the thread.
 *
 * status: waiting (nobody owns it; routing none or queued or offered), open
 * (owned), snoozed (owned or not, sleeps until snoozedUntil or the customer
 * writes), closed (dealt with; no owner, routing none). A customer message
 * wakes and reopens.
 */
export type ThreadState = {
  id: string;
  channelId: string;
  customerId: string;
  identityId: string;
  /** Which of the customer's conversations; "" where the vendor has one. */
  key: string;
  /** The customer's id at the vendor (PSID). */
  externalId: string;
  status: "waiting" | "open" | "snoozed" | "closed";
  routing: "none" | "queued" | "offered" | "owned";
  ownerId: string | null;
  ownedSince: Date | null;
  lastOwnerId: string | null;
  routedToType: "agent" | "queue" | "ring_group" | null;
  routedToId: string | null;
  departmentId: string | null;
  priority: number;
  waitingSince: Date | null;
  queuedAt: Date | null;
  /** Of asking; see domain/routing. */
  round: number;
  roundAt: Date | null;
  seed: number;
  handovers: number;
  preferredId: string | null;
  /** Of the preferred person; null with them. */
  preferredWhy: PreferredWhy | null;
  /** Asked after the preferred person, before the destination. */
  nextId: string | null;
  nextWhy: PreferredWhy | null;
  handedDown: boolean;
  /** A person sent it to a queue or ring group since it was routed. */
  handedOver: boolean;
  heldFor: string | null;
  /** The note of a transfer that its receiver has neither answered nor put away. */
  pinnedNoteId: string | null;
  snoozedUntil: Date | null;
  closedAt: Date | null;
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

/** How Postgres holds a field of this type; null or not. */
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
  waitingSince: "timestamptz",
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
  snoozedUntil: "timestamptz",
  closedAt: "timestamptz",
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
  Omit<ThreadState, keyof typeof fixedColumns | "externalId">
>;

/** Worked out when a thread is saved; no field of its state. */
const derivedColumns = { rankAt: "timestamptz" } as const;

/** All columns of `thread` that are named here, with their types; a test compares them with the database. */
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
 * The door to a thread for changing it.
 * @param least the least role that passes
 * @throws AppError forbidden, participant_only; not_found:
 * missing and forbidden look alike.
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
  // Only to say it exactly: whoever takes part knows that it exists.
  await lockThreadToRead(tx, actor, threadId);
  throw new AppError("participant_only", { threadId });
}

/**
 * The door for what readers do as well: notes, their own mark, leaving.
 * @throws AppError not_found: missing and forbidden look alike.
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

/** May the actor do more with a thread than read it and write notes? @throws AppError participant_only */
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

/** For the product's own doings, where nobody asks: pipeline and timers. Null: no such thread. */
export async function lockThreadById(
  tx: Sql,
  threadId: string,
): Promise<ThreadState | null> {
  const [state] = await tx.$queryRaw<ThreadState[]>(Prisma.sql`
    select ${stateColumns} from thread t join identity i on i.id = t."identityId"
    where t.id = ${threadId}::uuid for update of t`);
  return state ?? null;
}

/** The same, of a message; null also when that is gone. */
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

/** Writes states back and raises each version. The rows must be locked by this transaction. */
export async function saveThreads(
  tx: Sql,
  states: ThreadState[],
): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map((state) => ({ ...state, rankAt: rankOf(state) }));
  // Named twice: Postgres takes the JSON for a hundred rows and would read the whole table for them.
  const ids = states.map(({ id }) => id);
  await tx.$executeRaw(Prisma.sql`
    update thread t set ${assignments}, version = t.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${recordset})
    where t.id = x.id and t.id = any(${ids}::uuid[])`);
}

/** A priority counts as much as a quarter of an hour of waiting, so nobody waits for ever. */
const PRIORITY_MS = 15 * 60_000;

/** The place among those who wait in a queue: the earliest is next. Null: it does not wait. Pure. */
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
 * What its place gives it, and one more where a person handed it over. Always
 * worked out anew, never added to what it had: moving on gains nothing. Pure.
 */
export function priorityOf(
  place: { priority?: number } | null,
  { handedOver }: Pick<ThreadState, "handedOver">,
): number {
  return (place?.priority ?? 0) + (handedOver ? 1 : 0);
}

/** These people are asked before the place is, in this order; none: nobody. */
export function prefer(
  state: ThreadState,
  [first, next]: readonly { agentId: string; why: PreferredWhy }[],
): void {
  state.preferredId = first?.agentId ?? null;
  state.preferredWhy = first?.why ?? null;
  state.nextId = next?.agentId ?? null;
  state.nextWhy = next?.why ?? null;
}

/** Who is still to be asked before the place is, the first one first. Pure. */
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

/** What decided who could see it; taken before a change. */
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
