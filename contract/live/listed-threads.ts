import type { InboxState } from "#contract/live/inbox-state.ts";
import {
  compareThreads,
  isWithin,
  keyOf,
  matches,
  type ListQuery,
} from "#contract/live/thread-list.ts";
import type { Thread } from "#contract/threads/thread.ts";

/**
 * The threads of a view, in order: only as far as they are complete, so that none appears in the middle later.
 * @param keptId a thread that keeps its place among the unread ones while it is read
 */
export function threadsOf(
  state: InboxState,
  queries: readonly ListQuery[],
  keptId: string | null = null,
): Thread[] {
  const placed = (thread: Thread) =>
    thread.id === keptId ? { ...thread, unread: 1 } : thread;
  const ranges = queries.map((query) => ({
    query,
    range: state.lists[keyOf(query)],
  }));
  return Object.values(state.threads)
    .map(({ thread }) => thread)
    .filter(
      (thread) =>
        ranges.some(({ query }) => matches(thread, query)) &&
        ranges.every(
          ({ query, range }) =>
            !range || isWithin(placed(thread), query, range),
        ),
    )
    .sort((a, b) =>
      compareThreads(placed(a), placed(b), queries[0]?.sort ?? "newest"),
    );
}
