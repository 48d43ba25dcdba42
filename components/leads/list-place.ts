"use client";

import { useLayoutEffect, useRef, type UIEvent } from "react";

/** The list of leads that was shown last, and how far it was scrolled. */
type Place = {
  /** The end of its address. */
  search: string;
  top: number;
  start: number;
};

let last: Place = { search: "", top: 0, start: 0 };

/** The address of the list or board that was shown last, for the way back from a lead. */
export function lastListHref(): string {
  return `/leads${last.search}`;
}

/** Keeps the place of a list or board of leads: who comes back from a lead finds it as they left it. */
export function useListPlace(search: string) {
  const page = useRef<HTMLDivElement>(null);
  const board = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (last.search !== search) {
      last = { search, top: 0, start: 0 };
      return;
    }
    page.current?.scrollTo({ top: last.top });
    board.current?.scrollTo({ left: last.start });
  }, [search]);
  return {
    page: {
      ref: page,
      onScroll: ({ currentTarget }: UIEvent) =>
        void (last = { ...last, top: currentTarget.scrollTop }),
    },
    board: {
      ref: board,
      onScroll: ({ currentTarget }: UIEvent) =>
        void (last = { ...last, start: currentTarget.scrollLeft }),
    },
  };
}
