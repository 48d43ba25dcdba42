import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import type { Sight } from "#server/domain/outbox/announcements.ts";

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

export const stateColumns = Prisma.sql`
  t.id, t."channelId", t."customerId", t."identityId", i."externalId", t.status, t.routing,
  t."ownerId", t."ownedSince", t."lastOwnerId", t."routedToType", t."routedToId", t."departmentId",
  t.priority, t."waitingSince", t."queuedAt", t.round, t."roundAt", t.seed, t.handovers,
  t."preferredId", t."preferredWhy", t."nextId", t."nextWhy", t."handedDown", t."handedOver", t."heldFor", t."pinnedNoteId", t."snoozedUntil", t."closedAt", t."lastMessageId",
  t."lastMessageAt", t."lastCustomerAt", t."outsideReplyAt", t."inboundCount", t."settledCount", t."deliveredTill",
  t."readTill", t."controlledBy", t."controlAt", t."controlApp", t."directAt", t."standbyAt", t."sessionId"`;

/**
 * The door to a thread for changing it.
 * @throws AppError forbidden (reviewers only look), participant_only; not_found:
 * missing and forbidden look alike.
 */
export async function lockThread(
  tx: Sql,
  actor: Actor,
  threadId: string,
): Promise<ThreadState> {
  requireRole(actor, "agent");
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
    update thread t set status = x.status, routing = x.routing, "ownerId" = x."ownerId",
      "ownedSince" = x."ownedSince", "lastOwnerId" = x."lastOwnerId", "routedToType" = x."routedToType",
      "routedToId" = x."routedToId", "departmentId" = x."departmentId", priority = x.priority,
      "waitingSince" = x."waitingSince", "queuedAt" = x."queuedAt", "rankAt" = x."rankAt",
      round = x.round, "roundAt" = x."roundAt", seed = x.seed, handovers = x.handovers,
      "preferredId" = x."preferredId", "preferredWhy" = x."preferredWhy", "nextId" = x."nextId", "nextWhy" = x."nextWhy",
      "handedDown" = x."handedDown", "handedOver" = x."handedOver", "heldFor" = x."heldFor", "pinnedNoteId" = x."pinnedNoteId",
      "snoozedUntil" = x."snoozedUntil",
      "closedAt" = x."closedAt", "lastMessageId" = x."lastMessageId", "lastMessageAt" = x."lastMessageAt",
      "lastCustomerAt" = x."lastCustomerAt", "outsideReplyAt" = x."outsideReplyAt",
      "inboundCount" = x."inboundCount", "settledCount" = x."settledCount", "deliveredTill" = x."deliveredTill", "readTill" = x."readTill",
      "controlledBy" = x."controlledBy", "controlAt" = x."controlAt", "controlApp" = x."controlApp",
      "directAt" = x."directAt", "standbyAt" = x."standbyAt", "sessionId" = x."sessionId", version = t.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, status text, routing text, "ownerId" uuid, "ownedSince" timestamptz, "lastOwnerId" uuid,
      "routedToType" text, "routedToId" uuid, "departmentId" uuid, priority int, "waitingSince" timestamptz,
      "queuedAt" timestamptz, "rankAt" timestamptz, round int, "roundAt" timestamptz, seed int,
      handovers int, "preferredId" uuid, "preferredWhy" text, "nextId" uuid, "nextWhy" text, "handedDown" boolean, "handedOver" boolean, "heldFor" text, "pinnedNoteId" uuid, "snoozedUntil" timestamptz, "closedAt" timestamptz, "lastMessageId" uuid,
      "lastMessageAt" timestamptz, "lastCustomerAt" timestamptz, "outsideReplyAt" timestamptz,
      "inboundCount" int, "settledCount" int, "deliveredTill" timestamptz, "readTill" timestamptz, "controlledBy" text,
      "controlAt" timestamptz, "controlApp" text, "directAt" timestamptz, "standbyAt" timestamptz, "sessionId" uuid)
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
export function sightOf(state: ThreadState): Sight {
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
