import type { Queue } from "#contract/shapes.ts";
import type { Prisma } from "#server/db/client.ts";
import { toDestination } from "#server/domain/routing/destination.ts";

/** What `queueShape` needs of a row. */
export const queueSelect = {
  id: true,
  name: true,
  departmentId: true,
  strategy: true,
  ownership: true,
  visibility: true,
  ownerOffline: true,
  offerSeconds: true,
  maxWaitSeconds: true,
  maxWaiting: true,
  wrapUpSeconds: true,
  overflowType: true,
  overflowId: true,
  schedule: true,
  members: { select: { agentId: true }, orderBy: { position: "asc" } },
} as const satisfies Prisma.QueueSelect;

export type QueueRow = Prisma.QueueGetPayload<{ select: typeof queueSelect }>;

/** Pure. The words of the states are kept by CHECK constraints. */
export function queueShape(row: QueueRow): Queue {
  const { members, overflowType, overflowId, ...rest } = row;
  return {
    ...rest,
    strategy: row.strategy as Queue["strategy"],
    ownership: row.ownership as Queue["ownership"],
    visibility: row.visibility as Queue["visibility"],
    ownerOffline: row.ownerOffline as Queue["ownerOffline"],
    memberIds: members.map(({ agentId }) => agentId),
    overflow: toDestination({ type: overflowType, id: overflowId }),
  };
}
