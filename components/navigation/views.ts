"use client";

import { useMemo } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Thread } from "#contract/threads/thread.ts";
import type { ListQuery } from "#contract/live/thread-list.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { Role } from "#contract/people/agent.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { keptHere } from "#components/live/stores/stored.ts";
import { useThreads } from "#components/live/queries/use-threads.ts";

/** mine: I own it. waiting: nobody does. all: what is not dealt with. participating: I was asked along. */
export type View = (typeof ALL_VIEWS)[number];
export const MAIN_VIEWS = ["mine", "waiting", "all"] as const;
const ALL_VIEWS = [
  ...MAIN_VIEWS,
  "participating",
  "snoozed",
  "closed",
] as const;

/** The views that can hold something for a role. A reviewer is never a participant. Pure. */
export function viewsOf(role: Role): readonly View[] {
  return isTeammate(role)
    ? ALL_VIEWS
    : ALL_VIEWS.filter((view) => view !== "participating");
}

export type Sort = ListQuery["sort"];
export type ViewChoice = {
  view: View;
  sort: Sort;
  /** Only what wears this label; null: all. */
  label: string | null;
};

/** What to ask the server for; a view of two lists shows them as one. */
export function queriesOf(
  { view, sort, label }: ViewChoice,
  meId: string,
): ListQuery[] {
  return listsOf(view, sort, meId).map((query) =>
    label === null ? query : { ...query, label },
  );
}

function listsOf(view: View, sort: Sort, meId: string): ListQuery[] {
  switch (view) {
    case "mine":
      return [{ owner: meId, status: "open", sort }];
    case "waiting":
      return [{ status: "waiting", sort }];
    case "all":
      return [
        { status: "waiting", sort },
        { status: "open", sort },
      ];
    case "participating":
      return [{ participant: meId, sort }];
    case "snoozed":
      return [{ status: "snoozed", sort: "newest" }];
    case "closed":
      return [{ status: "closed", sort: "newest" }];
  }
}

/** The open threads I own, for badges and the title. */
export function useMyThreads(): readonly Thread[] {
  const me = useMe();
  const queries = useMemo(() => listsOf("mine", "newest", me.id), [me.id]);
  return useThreads(queries).threads;
}

const KEY = "parley.view";
const DEFAULT: ViewChoice = { view: "all", sort: "newest", label: null };

const useChoice = create<ViewChoice>()(
  persist(() => DEFAULT, {
    name: KEY,
    storage: keptHere<Partial<Record<keyof ViewChoice, unknown>>>(),
    // A label is for one look: tomorrow it would only hide things.
    partialize: ({ view, sort }) => ({ view, sort }),
    merge: (kept, held) => {
      const { view, sort } = (kept ?? {}) as Partial<ViewChoice>;
      return {
        view: ALL_VIEWS.find((each) => each === view) ?? held.view,
        sort: sort === "waiting" ? "waiting" : "newest",
        label: null,
      };
    },
  }),
);

/** The view on the list; kept for the next visit. */
export function useViewChoice(): [
  ViewChoice,
  (change: Partial<ViewChoice>) => void,
] {
  return [useChoice(), useChoice.setState];
}
