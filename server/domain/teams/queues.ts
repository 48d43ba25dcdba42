import type {
  CreateQueue,
  UpdateQueue,
} from "#contract/routing/queue-requests.ts";
import type { PageQuery } from "#contract/base/page.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  covers,
  requireMove,
  requireSupervised,
  scopeOf,
  type Scope,
} from "#server/domain/access/scope.ts";
import type { Context } from "#server/domain/context.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import {
  lockRoutes,
  refuseIfRoutedTo,
  requireDestination,
  requireSoundChain,
} from "#server/domain/destinations/destination.ts";
import {
  refuseTakenName,
  requireDepartment,
  setQueueMembers,
  type NewQueueMember,
} from "./members.ts";
import { announceQueueAccess } from "./access-changed.ts";
import { borderOfPlace, movingBorder } from "./department-moved.ts";
import { queueSelect, queueShape } from "./queue-shape.ts";
import { serviceColumns, withoutSecret } from "./service-columns.ts";
import { readQueue } from "./read-queue.ts";
import { watchQueue } from "#server/domain/thread/reply-target.ts";
import { newId } from "#server/runtime/crypto.ts";
import { mayDo } from "#contract/people/policy.ts";

/**
 * Lists all queues in the order of their creation. Every agent may know where threads can go; a queue's inner
 * settings are only for its supervisors.
 */
export async function listQueues(
  context: Context,
  actor: Actor,
  query: PageQuery,
): Promise<Page<Queue>> {
  const scope = await scopeForReading(context, actor);
  const after = readIdCursor(query.cursor);
  const rows = await context.db.prisma.queue.findMany({
    where: after ? { id: { gt: after } } : {},
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: queueSelect,
  });
  return toPage(rows, query.limit, (row) => shownTo(scope, queueShape(row)));
}

/** Returns a queue as the list shows it. @throws AppError not_found */
export async function getQueue(
  context: Context,
  actor: Actor,
  queueId: string,
): Promise<Queue> {
  const scope = await scopeForReading(context, actor);
  return shownTo(scope, await readQueue(context.db.prisma, queueId));
}

/** The scope of a supervisor; null: the actor supervises nothing. */
async function scopeForReading(
  { db }: Context,
  actor: Actor,
): Promise<Scope | null> {
  const supervises = mayDo(actor.role, "channels.read");
  return supervises ? scopeOf(db.prisma, actor) : null;
}

/** The queue without its routing service, unless the scope covers it. Pure. */
function shownTo(scope: Scope | null, queue: Queue): Queue {
  if (scope !== null && covers(scope, queue.departmentId)) return queue;
  return { ...queue, service: null };
}

/**
 * Creates a queue. For its supervisors.
 * @throws AppError forbidden, already_exists (name), invalid_input
 */
export async function createQueue(
  context: Context,
  doer: AuditActor,
  input: CreateQueue,
): Promise<Queue> {
  const queue = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const scope = await scopeOf(tx, doer);
      requireMove(scope, null, input.departmentId);
      await lockRoutes(tx);
      const id = newId();
      await requireReferences(tx, id, input);
      const now = context.clock.now();
      await tx.queue.create({
        data: {
          id,
          createdAt: now,
          ...columns(input),
          ...serviceColumns(context, input.service, null),
          name: input.name,
        },
        select: { id: true },
      });
      await setQueueMembers(tx, id, membersOf(input) ?? [], now, scope);
      wakeAfterCommit(tx, "route");
      await announceQueueAccess(tx, id);
      const target = { type: "queue", id };
      await writeAudit(tx, doer, "queue.created", target, withoutSecret(input));
      return readQueue(tx, id);
    }),
  );
  return queue;
}

/**
 * Changes a queue. For its supervisors.
 * @throws AppError forbidden, not_found, already_exists (name), invalid_input
 */
export async function updateQueue(
  context: Context,
  doer: AuditActor,
  queueId: string,
  patch: UpdateQueue,
): Promise<Queue> {
  const queue = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      await scopeOf(tx, doer);
      await lockRoutes(tx);
      const old = await readQueue(tx, queueId);
      const scope = await requireSupervised(tx, doer, old);
      requireMove(scope, old, patch.departmentId);
      await requireReferences(tx, queueId, patch);
      const left = await movingBorder(
        tx,
        borderOfPlace("queue", queueId),
        async () => {
          await tx.queue.update({
            where: { id: queueId },
            data: {
              ...columns(patch),
              ...serviceColumns(context, patch.service, old.service),
            },
            select: { id: true },
          });
          const members = membersOf(patch);
          if (!members) return [];
          const now = context.clock.now();
          return setQueueMembers(tx, queueId, members, now, scope);
        },
      );
      if (patch.replyTarget !== undefined)
        await watchQueue(tx, queueId, context.clock.now());
      wakeAfterCommit(tx, "route");
      await announceQueueAccess(tx, queueId, left);
      const target = { type: "queue", id: queueId };
      const changes = changesOf(old, withoutSecret(patch));
      await writeAudit(tx, doer, "queue.updated", target, changes);
      return readQueue(tx, queueId);
    }),
  );
  return queue;
}

/**
 * Deletes a queue. For its supervisors.
 * @throws AppError forbidden, not_found, in_use {usedBy, threads}
 */
export async function deleteQueue(
  context: Context,
  doer: AuditActor,
  queueId: string,
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    await scopeOf(tx, doer);
    await lockRoutes(tx);
    const { name, departmentId } = await readQueue(tx, queueId);
    await requireSupervised(tx, doer, { departmentId });
    await refuseIfRoutedTo(tx, { type: "queue", id: queueId });
    await tx.queue.delete({ where: { id: queueId }, select: { id: true } });
    const target = { type: "queue", id: queueId };
    await writeAudit(tx, doer, "queue.deleted", target, { name });
  });
}

async function requireReferences(
  tx: PrismaTx,
  id: string,
  { departmentId, overflow }: UpdateQueue,
): Promise<void> {
  await requireDepartment(tx, departmentId);
  await requireDestination(tx, "overflow", overflow);
  const from = { type: "queue" as const, id };
  await requireSoundChain(tx, "overflow", from, overflow ?? null);
}

/** The members named in the input; null: the input names none. Pure. */
function membersOf({
  members,
  memberIds,
}: UpdateQueue): NewQueueMember[] | null {
  return members ?? memberIds?.map((agentId) => ({ agentId })) ?? null;
}

/** The input as columns; Prisma skips undefined fields. */
function columns(input: UpdateQueue) {
  const { memberIds: _ids, members: _members, service: _, ...columns } = input;
  const { overflow, schedule, waitMessage, replyTarget, ...plain } = columns;
  const named = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  ) as { [Key in keyof typeof plain]: Exclude<(typeof plain)[Key], undefined> };
  return {
    ...named,
    ...(overflow === undefined
      ? {}
      : {
          overflowType: overflow?.type ?? null,
          overflowId: overflow?.id ?? null,
        }),
    ...waitColumns(waitMessage),
    ...jsonColumn("replyTarget", replyTarget),
    ...jsonColumn("schedule", schedule),
  };
}

/** Undefined: unchanged. */
function jsonColumn(name: "schedule" | "replyTarget", value: unknown) {
  if (value === undefined) return {};
  return {
    [name]: value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue),
  };
}

function waitColumns(waitMessage: UpdateQueue["waitMessage"]) {
  if (waitMessage === undefined) return {};
  const { on, texts, afterSeconds, everyHours } = waitMessage;
  return {
    tellsWait: on,
    waitTexts: texts,
    tellAfterSeconds: afterSeconds,
    tellEveryHours: everyHours,
  };
}
