import type { Thread, ThreadStatus } from "#contract/threads/thread.ts";

/** One list as the server can answer it: GET /threads?owner=&status=&participant=&label=&sort=. */
export type ListQuery = {
  /** An agent's id or "none"; left out: everybody's. */
  owner?: string;
  status?: ThreadStatus;
  /** An agent who takes part in it. */
  participant?: string;
  /** A label that it wears, by id. */
  label?: string;
  sort: "newest" | "waiting";
};

/** How far a list is loaded. */
export type ListRange = {
  /** Of the next page; null when there is none. */
  cursor: string | null;
  /** The last loaded place; null: loaded to the end. */
  end: Place | null;
  loaded: boolean;
};

/** Where a thread stands in a list. */
type Place = { at: number; id: string };

export function keyOf(query: ListQuery): string {
  const { owner, status, participant, label, sort } = query;
  return [owner, status, participant, label, sort]
    .map((part) => part ?? "*")
    .join("/");
}

/** Does the thread belong to the list? The same rule as the server's, so that live rows fall into place. */
export function matches(thread: Thread, query: ListQuery): boolean {
  const { owner, status, participant, label, sort } = query;
  if (status !== undefined && thread.status !== status) return false;
  const has = (list: { id: string }[], id: string | undefined) =>
    id === undefined || list.some((each) => each.id === id);
  if (!has(thread.participants, participant)) return false;
  if (!has(thread.labels, label)) return false;
  // Only who waits can be put in the order of waiting.
  if (sort === "waiting" && thread.waitingSince === null) return false;
  if (owner === undefined) return true;
  return owner === "none"
    ? thread.owner === null && thread.status !== "closed"
    : thread.owner?.id === owner;
}

/** newest: last message first; waiting: who has waited longest first. */
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
