"use client";

import { create } from "zustand";
import { MAX_BULK_THREADS } from "#contract/threads/bulk-limit.ts";

/** The threads picked in the list, for one act on all of them. */
type Picked = {
  ids: ReadonlySet<string>;
  /** The start of a range. */
  anchor: string | null;
};

const NONE: Picked = { ids: new Set(), anchor: null };

const usePickedStore = create<Picked>()(() => NONE);

export function togglePicked(id: string): void {
  usePickedStore.setState(({ ids }) => {
    const next = new Set(ids);
    if (!next.delete(id) && next.size < MAX_BULK_THREADS) next.add(id);
    return { ids: next, anchor: id };
  });
}

/** Picks all threads from the last one that was pressed to this one, in the order of the list. */
export function pickTo(id: string, order: readonly string[]): void {
  usePickedStore.setState(({ ids, anchor }) => {
    const from = order.indexOf(anchor ?? id);
    const to = order.indexOf(id);
    const [first, last] =
      from === -1 ? [to, to] : [from, to].sort((a, b) => a - b);
    const range = order.slice(first, (last ?? to) + 1);
    return {
      ids: new Set([...ids, ...range].slice(0, MAX_BULK_THREADS)),
      anchor: anchor ?? id,
    };
  });
}

export function setPicked(ids: Iterable<string>): void {
  usePickedStore.setState({
    ids: new Set([...ids].slice(0, MAX_BULK_THREADS)),
    anchor: null,
  });
}

export function clearPicked(): void {
  usePickedStore.setState(NONE);
}

export function hasPicked(): boolean {
  return usePickedStore.getState().ids.size > 0;
}

export function usePicked(): ReadonlySet<string> {
  return usePickedStore(({ ids }) => ids);
}

export function useIsPicked(id: string): boolean {
  return usePickedStore(({ ids }) => ids.has(id));
}

/** Whether any thread is picked: every row then shows its box. */
export function useIsPicking(): boolean {
  return usePickedStore(({ ids }) => ids.size > 0);
}
