"use client";

import { create } from "zustand";
import { persist } from "zustand/middleware";
import { followOtherTabs, keptHere } from "./stored.ts";

type Seen = { ids: readonly string[] };

const MAX_SEEN = 200;

const useSeen = create<Seen>()(
  persist((): Seen => ({ ids: [] }), {
    name: "parley.whispers",
    storage: keptHere(),
    merge: (kept, held) => {
      const ids = (kept as Partial<Record<keyof Seen, unknown>> | undefined)
        ?.ids;
      return Array.isArray(ids)
        ? { ids: ids.filter((id): id is string => typeof id === "string") }
        : held;
    },
  }),
);
followOtherTabs(useSeen);

/** Dismisses notes, in every tab of this browser. */
export function dismissWhispers(ids: readonly string[]): void {
  const seen = useSeen.getState().ids;
  const fresh = ids.filter((id) => !seen.includes(id));
  if (fresh.length === 0) return;
  useSeen.setState({ ids: [...fresh, ...seen].slice(0, MAX_SEEN) });
}

/** The dismissed notes. */
export function useWhispersSeen(): readonly string[] {
  return useSeen(({ ids }) => ids);
}
