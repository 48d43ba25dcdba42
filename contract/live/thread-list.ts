import type { Thread, ThreadStatus } from "#contract/threads/thread.ts";

/** One list in the form that the server answers: GET /threads?owner=&status=&participant=&label=&sort=. */
export type ListQuery = {
  /** An agent's id or "none"; left out: any owner. */
  owner?: string;
  status?: ThreadStatus;
  /** An agent who is a participant of the thread. */
  participant?: string;
  /** A label of the thread, by id. */
  label?: string;
  sort: "newest" | "waiting";
};

/** How far a list is loaded. */
export type ListRange = {
  /** The cursor of the next page; null when there is none. */
  cursor: string | null;
  /** The last loaded place; null: loaded to the end. */
  end: Place | null;
  loaded: boolean;
};

/** The position of a thread in a list. */
type Place = { at: number; id: string };

export function keyOf(query: ListQuery): string {
  const { owner, status, participant, label, sort } = query;
  return [owner, status, participant, label, sort]
    .map((part) => part ?? "*")
    .join("/");
}

/** Whether the thread belongs to the list. It is the server's rule, so that live rows land in the right place. */
export function matches(thread: Thread, query: ListQuery): boolean {
  const { owner, status, participant, label, sort } = query;
  if (status !== undefined && thread.status !== status) return false;
  const has = (list: { id: string }[], id: string | undefined) =>
    id === undefined || list.some((each) => each.id === id);
  if (!has(thread.participants, participant)) return false;
  if (!has(thread.labels, label)) return false;
  // Only a waiting customer has a place in the order of waiting.
  if (sort === "waiting" && thread.waitingSince === null) return false;
  if (owner === undefined) return true;
  return owner === "none"
    ? thread.owner === null && thread.status !== "closed"
    : thread.owner?.id === owner;
}

/** newest: last message first; waiting: longest wait first. */
export function compareThreads(
  a: Thread,
  b: Thread,
  sort: ListQuery["sort"],
): number {
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

function placeFor(thread: Thread, sort: ListQuery["sort"]): Place {
  const time =
    sort === "newest" ? thread.lastMessageAt : (thread.waitingSince ?? "");
  return { at: Date.parse(time) || Number.MAX_SAFE_INTEGER, id: thread.id };
}

/** Below zero: `a` stands before `b`. As the server orders them: by time, then by id, both in one direction. */
function comparePlaces(a: Place, b: Place, sort: ListQuery["sort"]): number {
  const ascending = a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return sort === "newest" ? -ascending : ascending;
}
