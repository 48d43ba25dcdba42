import { isOn } from "#contract/threads/filter-switch.ts";
import { speaks } from "#contract/text/vendor-locale.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import type { ThreadStatus } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { customerLocales } from "#server/domain/customers/language.ts";
import type { Wanted } from "#server/domain/access/list-visible.ts";

/** The threads that a filter wants, read for this actor. The order of a list is not part of it. */
export async function wantedBy(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  filter: ThreadFilter,
): Promise<Wanted> {
  return {
    conditions: [
      ...conditionsOf(actor, filter),
      ...(filter.language ? [await speaking(sql, filter.language)] : []),
    ],
    statuses: statusesOf(filter),
    queues: await queuesOf(sql, actor, filter),
    areNamed: filter.mention !== undefined || filter.participant !== undefined,
  };
}

function conditionsOf(actor: Actor, filter: ThreadFilter): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  const me = Prisma.sql`${actor.agentId}::uuid`;
  if (filter.status === "waiting_on_us")
    found.push(Prisma.sql`t."waitingSince" is not null`);
  if (filter.status === "waiting_on_customer")
    found.push(Prisma.sql`t."waitingSince" is null`);
  if (filter.routing) found.push(Prisma.sql`t.routing = ${filter.routing}`);
  if (filter.owner === "none") {
    found.push(Prisma.sql`t."ownerId" is null`);
  } else if (filter.owner) {
    const ownerId = filter.owner === "me" ? actor.agentId : filter.owner;
    // Closing ends the ownership: a closed thread is that of its last owner.
    const isOfClosed = statusesOf(filter)?.every((one) => one === "closed");
    found.push(
      isOfClosed
        ? Prisma.sql`t."lastOwnerId" = ${ownerId}::uuid`
        : Prisma.sql`t."ownerId" = ${ownerId}::uuid`,
    );
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
  // A thread that the queue could not keep waits among the unassigned, and no longer in the queue.
  if (filter.queue)
    found.push(Prisma.sql`t."routedToType" = 'queue'
      and not (t.status = 'waiting' and t.routing = 'none')`);
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
  // Of a rare stage Postgres begins with the index of its customers, of a common one with the order of the list.
  if (filter.stage) {
    found.push(Prisma.sql`exists (select 1 from customer sc
      where sc.id = t."customerId" and sc."stageId" = ${filter.stage}::uuid)`);
  }
  if (filter.priority) found.push(withPriority(filter.priority));
  const waiting = isOn(filter.waiting);
  if (waiting !== null)
    found.push(
      waiting
        ? Prisma.sql`t."waitingSince" is not null`
        : Prisma.sql`t."waitingSince" is null`,
    );
  const unread = isOn(filter.unread);
  if (unread !== null) found.push(unreadBy(actor, unread));
  return found;
}

/** SQL: the actor has messages of the thread `t` to read, or has none. */
export function unreadBy({ agentId }: Actor, isUnread: boolean): Prisma.Sql {
  return Prisma.sql`t."inboundCount" ${isUnread ? Prisma.sql`>` : Prisma.sql`<=`} coalesce((
    select tr."readCount" from thread_read tr where tr."threadId" = t.id and tr."agentId" = ${agentId}::uuid), 0)`;
}

/** SQL: the customer's language is that one. The few locales that customers have are read first: what one means is no matter of SQL. */
async function speaking(
  sql: Pick<Sql, "$queryRaw">,
  language: string,
): Promise<Prisma.Sql> {
  const locales = await customerLocales(sql);
  const wanted = locales.filter((locale) => speaks(locale, language));
  return Prisma.sql`exists (select 1 from customer lc
    where lc.id = t."customerId" and lc.locale = any(${wanted}::text[]))`;
}

function statusesOf({
  status,
  owner,
  archived,
}: ThreadFilter): ThreadStatus[] | undefined {
  const sets = [
    status && STATUSES_OF[status],
    owner === "none" ? NOT_CLOSED : undefined,
    isOn(archived) ? CLOSED : undefined,
  ].filter((set) => set !== undefined);
  if (sets.length === 0) return undefined;
  return ALL.filter((one) => sets.every((set) => set.includes(one)));
}

const ACTIVE: ThreadStatus[] = ["waiting", "open"];
const NOT_CLOSED: ThreadStatus[] = [...ACTIVE, "snoozed"];
/** Only a closed thread can be in the archive (thread_archived_is_closed). */
const CLOSED: ThreadStatus[] = ["closed"];
const ALL: ThreadStatus[] = [...NOT_CLOSED, ...CLOSED];
const STATUSES_OF: Record<
  NonNullable<ThreadFilter["status"]>,
  ThreadStatus[]
> = {
  active: ACTIVE,
  waiting_on_us: ACTIVE,
  waiting_on_customer: ACTIVE,
  waiting: ["waiting"],
  open: ["open"],
  snoozed: ["snoozed"],
  closed: ["closed"],
};

/** The reader's own queues are read first: Postgres then plans with them, and not with a guess of how many there are. */
async function queuesOf(
  sql: Pick<Sql, "$queryRaw">,
  { agentId }: Actor,
  { queue }: ThreadFilter,
): Promise<string[] | undefined> {
  if (queue !== "mine") return queue === undefined ? undefined : [queue];
  const rows = await sql.$queryRaw<{ id: string }[]>(
    Prisma.sql`select m."queueId" as id from queue_member m where m."agentId" = ${agentId}::uuid`,
  );
  return rows.map(({ id }) => id);
}

function withPriority(
  priority: NonNullable<ThreadFilter["priority"]>,
): Prisma.Sql {
  // The second condition lets Postgres use the index of the few threads with a priority.
  return priority === "normal"
    ? Prisma.sql`t."priorityLevel" = 'normal'`
    : Prisma.sql`t."priorityLevel" = ${priority} and t."priorityLevel" <> 'normal'`;
}
