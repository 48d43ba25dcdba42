import { isOn } from "#contract/threads/filter-switch.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";

/** SQL conditions on a thread `t` for a filter, as this actor reads it. The order of a list is not among them. */
export function filterConditions(
  actor: Actor,
  filter: ThreadFilter,
): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  const me = Prisma.sql`${actor.agentId}::uuid`;
  if (filter.status) found.push(withStatus(filter.status));
  if (filter.routing) found.push(Prisma.sql`t.routing = ${filter.routing}`);
  if (filter.owner === "none") {
    found.push(Prisma.sql`t."ownerId" is null and t.status <> 'closed'`);
  } else if (filter.owner) {
    const ownerId = filter.owner === "me" ? actor.agentId : filter.owner;
    found.push(Prisma.sql`t."ownerId" = ${ownerId}::uuid`);
  }
  if (filter.participant) {
    const id = filter.participant === "me" ? actor.agentId : filter.participant;
    found.push(Prisma.sql`t.id = any(array(
      select tp."threadId" from thread_participant tp where tp."agentId" = ${id}::uuid))`);
  }
  if (filter.mention) {
    found.push(Prisma.sql`t.id = any(array(
      select mn."threadId" from mention mn where mn."agentId" = ${me}))`);
  }
  const archived = isOn(filter.archived);
  if (archived !== null)
    found.push(
      archived
        ? Prisma.sql`t."archivedAt" is not null`
        : Prisma.sql`t."archivedAt" is null`,
    );
  if (filter.queue) {
    const queue =
      filter.queue === "mine"
        ? Prisma.sql`= any(array(select qm."queueId" from queue_member qm where qm."agentId" = ${me}))`
        : Prisma.sql`= ${filter.queue}::uuid`;
    // A thread that the queue could not keep waits among the unassigned, and no longer in the queue.
    found.push(Prisma.sql`t."routedToType" = 'queue' and t."routedToId" ${queue}
      and not (t.status = 'waiting' and t.routing = 'none')`);
  }
  if (filter.channel) {
    found.push(Prisma.sql`t."channelId" = ${filter.channel}::uuid`);
  }
  if (filter.customer) {
    found.push(Prisma.sql`t."customerId" = ${filter.customer}::uuid`);
  }
  if (filter.label) {
    found.push(Prisma.sql`exists (select 1 from thread_label tl
      where tl."threadId" = t.id and tl."labelId" = ${filter.label}::uuid)`);
  }
  if (filter.priority) found.push(withPriority(filter.priority));
  const unread = isOn(filter.unread);
  if (unread !== null) {
    found.push(Prisma.sql`t."inboundCount" ${unread ? Prisma.sql`>` : Prisma.sql`<=`} coalesce((
      select tr."readCount" from thread_read tr where tr."threadId" = t.id and tr."agentId" = ${me}), 0)`);
  }
  return found;
}

function withStatus(status: NonNullable<ThreadFilter["status"]>): Prisma.Sql {
  const active = Prisma.sql`t.status in ('waiting', 'open')`;
  switch (status) {
    case "active":
      return active;
    case "waiting_on_us":
      return Prisma.sql`${active} and t."waitingSince" is not null`;
    case "waiting_on_customer":
      return Prisma.sql`${active} and t."waitingSince" is null`;
    case "waiting":
    case "open":
    case "snoozed":
    case "closed":
      return Prisma.sql`t.status = ${status}`;
  }
}

function withPriority(
  priority: NonNullable<ThreadFilter["priority"]>,
): Prisma.Sql {
  // The second condition lets Postgres use the index of the few threads with a priority.
  return priority === "normal"
    ? Prisma.sql`t."priorityLevel" = 'normal'`
    : Prisma.sql`t."priorityLevel" = ${priority} and t."priorityLevel" <> 'normal'`;
}
