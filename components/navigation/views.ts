"use client";

import { useMemo } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Thread } from "#contract/threads/thread.ts";
import { isOn } from "#contract/threads/filter-switch.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import { maySortByUnread } from "#contract/threads/unread-first.ts";
import {
  BUILT_IN_VIEWS,
  BUILT_IN_VIEW_KEYS,
  type BuiltInView,
} from "#contract/threads/built-in-views.ts";
import type { SavedView, ViewFilter } from "#contract/threads/view.ts";
import type { ListQuery, ListSort } from "#contract/live/thread-list.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { Role } from "#contract/people/agent.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { keptHere } from "#components/live/stores/stored.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";
import type { FoundQuery } from "#components/live/queries/use-found-threads.ts";
import { useThreads } from "#components/live/queries/use-threads.ts";
import { useSavedViews } from "#components/live/queries/use-views.ts";

/** The views that the list's head offers in one press. */
export const MAIN_VIEWS = ["mine", "waiting", "all"] as const;

/** The views that can hold something for a role. A reviewer is in no queue and never a participant. Pure. */
export function viewsOf(role: Role): readonly BuiltInView[] {
  return isTeammate(role)
    ? BUILT_IN_VIEW_KEYS
    : BUILT_IN_VIEW_KEYS.filter(
        (view) =>
          view !== "participating" && view !== "queues" && view !== "mentions",
      );
}

/** A filter that narrows a view further. */
export type Narrowing = Pick<
  ThreadFilter,
  | "channel"
  | "queue"
  | "owner"
  | "label"
  | "stage"
  | "language"
  | "priority"
  | "unread"
  | "waiting"
>;
export type ViewChoice = {
  /** A built-in view or a saved one's id. */
  view: string;
  /** The order of views that have none of their own. */
  sort: ListSort;
  /** An order chosen in a view that has one of its own; goes with the view. */
  viewSort: ListSort | null;
  narrowing: Narrowing;
};

/** The view on the list, with its filter in full. */
export type OpenView = {
  /** Null: a built-in view, `key`. */
  saved: SavedView | null;
  key: BuiltInView;
  /** The filter of the view alone. */
  base: ViewFilter;
  /** The filter, narrowed by the choices above the list. */
  filter: ViewFilter;
  sort: ListSort;
  narrowing: Narrowing;
  /** None: the view seeks words, see `found`. */
  queries: ListQuery[];
  /** Null: the view seeks no words. */
  found: FoundQuery | null;
};

const KEY = "parley.view";
const DEFAULT: ViewChoice = {
  view: "all",
  sort: "newest",
  viewSort: null,
  narrowing: {},
};

const KEPT_SORTS: readonly ListSort[] = ["waiting", "target", "unread"];

const useChoice = create<ViewChoice>()(
  persist(() => DEFAULT, {
    name: KEY,
    storage: keptHere<Partial<Record<keyof ViewChoice, unknown>>>(),
    // A filter is for one look: tomorrow it would only hide things. What lasts is a saved view.
    partialize: ({ view, sort }) => ({ view, sort }),
    merge: (kept, held) => {
      const { view, sort } = (kept ?? {}) as Partial<ViewChoice>;
      return {
        ...held,
        view: typeof view === "string" ? view : held.view,
        sort: KEPT_SORTS.find((each) => each === sort) ?? held.sort,
      };
    },
  }),
);

export function chooseView(view: string): void {
  useChoice.setState({ view, viewSort: null, narrowing: {} });
}

/** `undefined` takes a filter away. */
export function narrowView(change: {
  [Name in keyof Narrowing]: Narrowing[Name] | undefined;
}): void {
  useChoice.setState(({ narrowing }) => ({
    narrowing: Object.fromEntries(
      Object.entries({ ...narrowing, ...change }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  }));
}

export function clearNarrowing(): void {
  useChoice.setState({ narrowing: {} });
}

/** The view on the list; which one is kept for the next visit. */
export function useOpenView(): OpenView {
  const { view, sort, viewSort, narrowing } = useChoice();
  const { id: meId } = useMe();
  const views = useSavedViews().data;
  const queues = useMyself().data?.queues;
  return useMemo(() => {
    const saved = views?.find(({ id }) => id === view) ?? null;
    // A saved view that is gone, or not there yet, gives way to all conversations.
    const key = BUILT_IN_VIEW_KEYS.find((each) => each === view) ?? "all";
    const base: ViewFilter = saved?.filter ?? BUILT_IN_VIEWS[key];
    const filter: ViewFilter = { ...base, ...narrowing };
    const chosen = viewSort ?? base.sort ?? sort;
    // The order of other views may be none of this one.
    const order =
      chosen === "unread" && !maySortByUnread(filter) ? "newest" : chosen;
    const { q, ...rest } = filter;
    const reader = { meId, queues: queues?.map(({ id }) => id) ?? [] };
    return {
      saved,
      key,
      base,
      filter,
      sort: order,
      narrowing,
      queries: q === undefined ? queriesOf(rest, order, reader) : [],
      // The server knows the words: on this screen they may be masked.
      found:
        q === undefined || saved === null
          ? null
          : { view: saved.id, ...narrowing, sort: order },
    };
  }, [view, sort, viewSort, narrowing, meId, views, queues]);
}

/** Sets the order: of the open view alone if it has one of its own. */
export function sortView({ base }: OpenView, sort: ListSort): void {
  useChoice.setState(base.sort ? { viewSort: sort } : { sort });
}

type Reader = { meId: string; queues: readonly string[] };

/** The lists to ask the server for. Active threads come as two lists, which other views share. Pure. */
export function queriesOf(
  {
    status,
    owner,
    participant,
    mention,
    unread,
    waiting,
    archived,
    queue,
    ...rest
  }: ThreadFilter,
  sort: ListSort,
  { meId, queues }: Reader,
): ListQuery[] {
  const whom = (id: string) => (id === "me" ? meId : id);
  const isUnread = isOn(unread);
  const isWaiting = isOn(waiting);
  const isArchived = isOn(archived);
  const query: ListQuery = {
    ...rest,
    ...(owner === undefined ? {} : { owner: whom(owner) }),
    ...(participant === undefined ? {} : { participant: whom(participant) }),
    ...(mention === undefined ? {} : { mention: meId }),
    ...(isArchived === null ? {} : { archived: isArchived }),
    ...(isUnread === null ? {} : { unread: isUnread }),
    ...(isWaiting === null ? {} : { waiting: isWaiting }),
    ...(queue === undefined ? {} : { queue }),
    ...(queue === "mine" ? { queues } : {}),
    sort,
  };
  if (status === undefined) return [query];
  return status === "active"
    ? [
        { ...query, status: "waiting" },
        { ...query, status: "open" },
      ]
    : [{ ...query, status }];
}

/** The open threads I own, for badges and the title. */
export function useMyThreads(): readonly Thread[] {
  const me = useMe();
  const queries = useMemo(
    () => queriesOf(BUILT_IN_VIEWS.mine, "newest", { meId: me.id, queues: [] }),
    [me.id],
  );
  return useThreads(queries).threads;
}
