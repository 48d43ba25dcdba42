import { speaks } from "#contract/text/vendor-locale.ts";
import type { Thread, ThreadStatus } from "#contract/threads/thread.ts";
import type { Priority } from "#contract/threads/priority-levels.ts";
import type {
  LISTED_STATUSES,
  ThreadFilter,
} from "#contract/threads/thread-filter.ts";

export type ListSort = NonNullable<ThreadFilter["sort"]>;

/** One list in the form that the server answers: the members of the query of GET /threads. */
export type ListQuery = {
  status?: ThreadStatus | (typeof LISTED_STATUSES)[number] | undefined;
  routing?: Thread["routing"] | undefined;
  /** An agent's id or "none"; left out: any owner. */
  owner?: string | undefined;
  /** An agent who is a participant of the thread. */
  participant?: string | undefined;
  /** An agent whom a note of the thread mentions. */
  mention?: string | undefined;
  /** true: archived threads alone; left out: none of them, unless a customer is asked for. */
  archived?: boolean | undefined;
  /** A queue's id, or "mine": those in `queues`. */
  queue?: string | undefined;
  /** The ids of the reader's own queues. The server knows them itself. */
  queues?: readonly string[] | undefined;
  channel?: string | undefined;
  customer?: string | undefined;
  /** A label of the thread, by id. */
  label?: string | undefined;
  /** A language of the customer, as a tag. */
  language?: string | undefined;
  /** The stage of the customer, by id. */
  stage?: string | undefined;
  priority?: Priority | undefined;
  waiting?: boolean | undefined;
  unread?: boolean | undefined;
  sort: ListSort;
};

/** The loaded part of a list. */
export type ListRange = {
  /** The cursor of the next page; null when there is none. */
  cursor: string | null;
  /** The last loaded place; null: loaded to the end. */
  end: Place | null;
  loaded: boolean;
};

/** The position of a thread in a list: of a later part behind all of an earlier one. */
type Place = { part: number; at: number; id: string };

/** The members of the query that the server reads. Only the reader's own mentions can be asked for. */
export function parametersOf({
  queues: _queues,
  mention,
  ...query
}: ListQuery): Omit<ListQuery, "queues"> {
  return mention === undefined ? query : { ...query, mention: "me" };
}

export function keyOf(query: ListQuery): string {
  const { owner, status, participant, label, sort } = query;
  const { routing, queue, channel, customer, priority, unread } = query;
  const { language, waiting, mention, archived, stage } = query;
  const queues = queue === "mine" ? query.queues?.join("+") : undefined;
  return [
    ...[owner, status, participant, label, routing, queue, queues],
    ...[channel, customer, priority, unread, mention, archived],
    ...[language, stage, waiting, sort],
  ]
    .map((part) => part ?? "*")
    .join("/");
}

/** Whether the thread belongs to the list. It is the server's rule, so that live rows land in the right place. */
export function matches(thread: Thread, query: ListQuery): boolean {
  const { owner, participant, mention, label, sort } = query;
  const is = (value: string | null, wanted: string | undefined) =>
    wanted === undefined || value === wanted;
  const has = (list: { id: string }[], id: string | undefined) =>
    id === undefined || list.some((each) => each.id === id);
  if (!hasStatus(thread, query.status)) return false;
  if (!is(thread.routing, query.routing)) return false;
  if (!is(thread.channelId, query.channel)) return false;
  if (!is(thread.customer.id, query.customer)) return false;
  if (!is(thread.customer.stageId, query.stage)) return false;
  if (!is(thread.priority, query.priority)) return false;
  if (!isInQueue(thread, query)) return false;
  if (query.language && !speaks(thread.customer.locale, query.language))
    return false;
  if (
    query.waiting !== undefined &&
    (thread.waitingSince !== null) !== query.waiting
  )
    return false;
  if (query.unread !== undefined && thread.unread > 0 !== query.unread)
    return false;
  if (!has(thread.participants, participant)) return false;
  if (!has(thread.labels, label)) return false;
  if (mention !== undefined && !thread.mentioned.includes(mention))
    return false;
  if (!isInArchive(thread, query)) return false;
  // Only a waiting customer has a place in the order of waiting.
  if (sort === "waiting" && thread.waitingSince === null) return false;
  if (owner === undefined) return true;
  if (owner === "none")
    return thread.owner === null && thread.status !== "closed";
  // Closing ends the ownership: a closed thread is that of its last owner.
  return query.status === "closed" || query.archived
    ? thread.lastOwnerId === owner
    : thread.owner?.id === owner;
}

function hasStatus(
  { status, waitingSince }: Thread,
  wanted: ListQuery["status"],
): boolean {
  const isActive = status === "waiting" || status === "open";
  switch (wanted) {
    case undefined:
      return true;
    case "active":
      return isActive;
    case "waiting_on_us":
      return isActive && waitingSince !== null;
    case "waiting_on_customer":
      return isActive && waitingSince === null;
    case "waiting":
    case "open":
    case "snoozed":
    case "closed":
      return status === wanted;
  }
}

function isInArchive(
  { archivedAt }: Thread,
  { archived, customer }: ListQuery,
): boolean {
  const isArchived = archivedAt !== null;
  if (archived === undefined) return !isArchived || customer !== undefined;
  return isArchived === archived;
}

/** A thread that the queue could not keep waits among the unassigned, and no longer in the queue. */
function isInQueue(
  { routedTo, status, routing }: Thread,
  { queue, queues = [] }: ListQuery,
): boolean {
  if (queue === undefined) return true;
  if (routedTo?.type !== "queue") return false;
  if (status === "waiting" && routing === "none") return false;
  return queue === "mine"
    ? queues.includes(routedTo.id)
    : routedTo.id === queue;
}

/** The order of the server: see `sort` of the filter. */
export function compareThreads(a: Thread, b: Thread, sort: ListSort): number {
  return comparePlaces(placeFor(a, sort), placeFor(b, sort), sort);
}

export function placeOf(thread: Thread, query: ListQuery): Place {
  return placeFor(thread, query.sort);
}

/** Is the thread's place inside what is loaded? */
export function isWithin(
  thread: Thread,
  query: ListQuery,
  range: ListRange,
): boolean {
  return (
    range.end === null ||
    comparePlaces(placeOf(thread, query), range.end, query.sort) <= 0
  );
}

function placeFor(thread: Thread, sort: ListSort): Place {
  const { id, lastMessageAt, waitingSince, replyDueAt, unread } = thread;
  const place = (part: number, time: string | null) => ({
    part,
    at: Date.parse(time ?? "") || Number.MAX_SAFE_INTEGER,
    id,
  });
  switch (sort) {
    case "newest":
    case "oldest":
      return place(0, lastMessageAt);
    case "waiting":
      return place(0, waitingSince);
    case "target":
      return replyDueAt ? place(0, replyDueAt) : place(1, lastMessageAt);
    case "unread":
      return place(unread > 0 ? 0 : 1, lastMessageAt);
  }
}

/** Below zero: `a` stands before `b`. As the server orders them: by part, then by time, then by id, both in one direction. */
function comparePlaces(a: Place, b: Place, sort: ListSort): number {
  if (a.part !== b.part) return a.part - b.part;
  const ascending = a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return isDescending(sort, a.part) ? -ascending : ascending;
}

function isDescending(sort: ListSort, part: number): boolean {
  switch (sort) {
    case "newest":
    case "unread":
      return true;
    case "oldest":
    case "waiting":
      return false;
    case "target":
      return part === 1;
  }
}
