import type {
  CreateRingGroup,
  UpdateRingGroup,
} from "#contract/routing/ring-group-requests.ts";
import type { PageQuery } from "#contract/base/page.ts";
import type { RingGroup } from "#contract/routing/ring-group.ts";
import type { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  requireMove,
  requireSupervised,
  scopeOf,
} from "#server/domain/access/scope.ts";
import type { Context } from "#server/domain/context.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import {
  lockRoutes,
  refuseIfRoutedTo,
  requireDestination,
  requireSoundChain,
  toDestination,
} from "#server/domain/destinations/destination.ts";
import {
  refuseTakenName,
  requireDepartment,
  setRingGroupMembers,
} from "./members.ts";
import { borderOfPlace, movingBorder } from "./department-moved.ts";
import { announceAccess } from "./access-changed.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Lists all ring groups in the order of their creation. */
export async function listRingGroups(
  context: Context,
  _actor: Actor,
  query: PageQuery,
): Promise<Page<RingGroup>> {
  const after = readIdCursor(query.cursor);
  const rows = await context.db.prisma.ringGroup.findMany({
    where: after ? { id: { gt: after } } : {},
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: ringGroupSelect,
  });
  return toPage(rows, query.limit, ringGroupShape);
}

/** @throws AppError not_found */
export async function getRingGroup(
  context: Context,
  _actor: Actor,
  ringGroupId: string,
): Promise<RingGroup> {
  return readRingGroup(context.db.prisma, ringGroupId);
}

/**
 * Creates a ring group. For its supervisors.
 * @throws AppError forbidden, already_exists (name), invalid_input
 */
export async function createRingGroup(
  context: Context,
  doer: AuditActor,
  input: CreateRingGroup,
): Promise<RingGroup> {
  return refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const scope = await scopeOf(tx, doer);
      requireMove(scope, null, input.departmentId);
      await lockRoutes(tx);
      const id = newId();
      await requireReferences(tx, id, input);
      await tx.ringGroup.create({
        data: {
          id,
          createdAt: context.clock.now(),
          ...columns(input),
          name: input.name,
        },
        select: { id: true },
      });
      await setRingGroupMembers(
        tx,
        id,
        input.memberIds ?? [],
        scope,
        context.clock.now(),
      );
      await announceAccess(tx, input.memberIds ?? []);
      const target = { type: "ring_group", id };
      await writeAudit(tx, doer, "ring_group.created", target, input);
      return readRingGroup(tx, id);
    }),
  );
}

/**
 * Changes a ring group. For its supervisors.
 * @throws AppError forbidden, not_found, already_exists (name), invalid_input
 */
export async function updateRingGroup(
  context: Context,
  doer: AuditActor,
  ringGroupId: string,
  patch: UpdateRingGroup,
): Promise<RingGroup> {
  return refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      await scopeOf(tx, doer);
      await lockRoutes(tx);
      const before = await readRingGroup(tx, ringGroupId);
      const scope = await requireSupervised(tx, doer, before);
      requireMove(scope, before, patch.departmentId);
      await requireReferences(tx, ringGroupId, patch);
      await tx.ringGroup.update({
        where: { id: ringGroupId },
        data: columns(patch),
        select: { id: true },
      });
      const { memberIds } = patch;
      if (memberIds) {
        const now = context.clock.now();
        await movingBorder(tx, borderOfPlace("ring_group", ringGroupId), () =>
          setRingGroupMembers(tx, ringGroupId, memberIds, scope, now),
        );
        await announceAccess(tx, [...before.memberIds, ...memberIds]);
      }
      const target = { type: "ring_group", id: ringGroupId };
      const changes = changesOf(before, patch);
      await writeAudit(tx, doer, "ring_group.updated", target, changes);
      return readRingGroup(tx, ringGroupId);
    }),
  );
}

/**
 * Deletes a ring group. For its supervisors.
 * @throws AppError forbidden, not_found, in_use {usedBy, threads}
 */
export async function deleteRingGroup(
  context: Context,
  doer: AuditActor,
  ringGroupId: string,
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    await scopeOf(tx, doer);
    await lockRoutes(tx);
    const { name, departmentId } = await readRingGroup(tx, ringGroupId);
    await requireSupervised(tx, doer, { departmentId });
    await refuseIfRoutedTo(tx, { type: "ring_group", id: ringGroupId });
    await tx.ringGroup.delete({
      where: { id: ringGroupId },
      select: { id: true },
    });
    const target = { type: "ring_group", id: ringGroupId };
    await writeAudit(tx, doer, "ring_group.deleted", target, { name });
  });
}

async function readRingGroup(
  reader: Pick<PrismaTx, "ringGroup">,
  ringGroupId: string,
): Promise<RingGroup> {
  const row = await reader.ringGroup.findUnique({
    where: { id: ringGroupId },
    select: ringGroupSelect,
  });
  if (!row) throw new AppError("not_found", { ringGroupId });
  return ringGroupShape(row);
}

async function requireReferences(
  tx: PrismaTx,
  id: string,
  input: UpdateRingGroup,
): Promise<void> {
  await requireDepartment(tx, input.departmentId);
  const from = { type: "ring_group" as const, id };
  for (const path of WAYS) {
    await requireDestination(tx, path, input[path]);
    await requireSoundChain(tx, path, from, input[path] ?? null);
  }
}

/** The destinations of a ring group: without an answer, and while its department is closed. */
const WAYS = ["noAnswer", "closed", "break", "holiday"] as const;

/** The input as columns. */
function columns(input: UpdateRingGroup) {
  const { name, departmentId, strategy, ringSeconds, ownerOffline } = input;
  const ways = WAYS.flatMap((way) => {
    const to = input[way];
    if (to === undefined) return [];
    return [
      [`${way}Type`, to?.type ?? null],
      [`${way}Id`, to?.id ?? null],
    ];
  });
  return {
    ...(name === undefined ? {} : { name }),
    ...(departmentId === undefined ? {} : { departmentId }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(ringSeconds === undefined ? {} : { ringSeconds }),
    ...(ownerOffline === undefined ? {} : { ownerOffline }),
    ...(Object.fromEntries(ways) as Record<string, string | null>),
  };
}

const ringGroupSelect = {
  id: true,
  name: true,
  departmentId: true,
  strategy: true,
  ringSeconds: true,
  ownerOffline: true,
  noAnswerType: true,
  noAnswerId: true,
  closedType: true,
  closedId: true,
  breakType: true,
  breakId: true,
  holidayType: true,
  holidayId: true,
  members: { select: { agentId: true }, orderBy: { position: "asc" } },
} as const satisfies Prisma.RingGroupSelect;

function ringGroupShape(
  row: Prisma.RingGroupGetPayload<{ select: typeof ringGroupSelect }>,
): RingGroup {
  const to = (type: string | null, id: string | null) =>
    toDestination({ type, id });
  return {
    id: row.id,
    name: row.name,
    departmentId: row.departmentId,
    ringSeconds: row.ringSeconds,
    strategy: row.strategy as RingGroup["strategy"],
    ownerOffline: row.ownerOffline as RingGroup["ownerOffline"],
    memberIds: row.members.map(({ agentId }) => agentId),
    noAnswer: to(row.noAnswerType, row.noAnswerId),
    closed: to(row.closedType, row.closedId),
    break: to(row.breakType, row.breakId),
    holiday: to(row.holidayType, row.holidayId),
  };
}
