"use client";

import { useSyncExternalStore } from "react";

/** Is the customer shown over the thread, where there is no room beside it? */
let isOpen = false;
const listeners = new Set<() => void>();

export function setCustomerSheet(open: boolean): void {
  isOpen = open;
  for (const listener of listeners) listener();
}

export function useCustomerSheet(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isOpen,
    () => false,
  );
}
