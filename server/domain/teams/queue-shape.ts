import { readTexts } from "#contract/text/channel-texts.ts";
import { readHours } from "#contract/hours/hours.ts";
import { wrapUpFormSchema } from "#contract/routing/wrap-up-form.ts";
import { readReplyTarget } from "#contract/routing/reply-target.ts";
import type { Queue } from "#contract/routing/queue.ts";
import type { Prisma } from "#server/db/client.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";

/** The columns that `queueShape` needs. */
export const queueSelect = {
  id: true,
  name: true,
  departmentId: true,
  strategy: true,
  ownership: true,
  visibility: true,
  ownerOffline: true,
  offerSeconds: true,
  widenSeconds: true,
  maxWaitSeconds: true,
  maxWaiting: true,
  wrapUpSeconds: true,
  overflowType: true,
  overflowId: true,
  schedule: true,
  priority: true,
  noteRequired: true,
  autoAccept: true,
  agentLimit: true,
  handleHours: true,
  resetSchedule: true,
  serviceUrl: true,
  tellsWait: true,
  waitTexts: true,
  replyTarget: true,
  wrapUpForm: true,
  tellAfterSeconds: true,
  tellEveryHours: true,
  pausedAt: true,
  pausedUntil: true,
  pausedMessage: true,
  members: {
    select: { agentId: true, loggedIn: true, skillGroup: true, manager: true },
    orderBy: { position: "asc" },
  },
} as const satisfies Prisma.QueueSelect;

export type QueueRow = Prisma.QueueGetPayload<{ select: typeof queueSelect }>;

/** Converts a row to the API's shape. CHECK constraints guarantee the values of its states. Pure. */
export function queueShape(row: QueueRow): Queue {
  const { members, overflowType, overflowId, ...others } = row;
  const { pausedAt, pausedUntil, pausedMessage, ...more } = others;
  const {
    serviceUrl,
    tellsWait,
    waitTexts,
    tellAfterSeconds,
    tellEveryHours,
    ...rest
  } = more;
  return {
    ...rest,
    strategy: row.strategy as Queue["strategy"],
    ownership: row.ownership as Queue["ownership"],
    visibility: row.visibility as Queue["visibility"],
    ownerOffline: row.ownerOffline as Queue["ownerOffline"],
    memberIds: members.map(({ agentId }) => agentId),
    members,
    overflow: toDestination({ type: overflowType, id: overflowId }),
    schedule: readHours(row.schedule),
    resetSchedule: row.resetSchedule as Queue["resetSchedule"],
    waitMessage: {
      on: tellsWait,
      texts: readTexts(waitTexts),
      afterSeconds: tellAfterSeconds,
      everyHours: tellEveryHours,
    },
    replyTarget: readReplyTarget(row.replyTarget),
    wrapUpForm: wrapUpFormSchema.parse(row.wrapUpForm),
    service: serviceUrl === null ? null : { url: serviceUrl },
    paused: pausedAt && {
      since: pausedAt.toISOString(),
      until: pausedUntil?.toISOString() ?? null,
      message: pausedMessage,
    },
  };
}
