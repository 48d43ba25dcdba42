import type { PersistStorage } from "zustand/middleware";

/** Storage may be full, forbidden or hold another release's shape: then the result is null. */
export function readStored(key: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Null removes it. Where it cannot be stored, it lives as long as the tab. */
export function writeStored(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}

export function storedKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

/** Keeps a slice in this browser as it is, without an envelope: its `merge` checks the stored value. */
export function keptHere<State>(): PersistStorage<State> {
  return {
    getItem: (key) => {
      const state = readStored(key);
      return state && { state: state as State };
    },
    setItem: (key, { state }) => writeStored(key, state),
    removeItem: (key) => writeStored(key, null),
  };
}

/** Keeps a slice of one text as that text. */
export function keptText(
  storage: () => Storage,
): PersistStorage<{ text: string }> {
  const attempt = <T>(act: (where: Storage) => T): T | null => {
    try {
      return act(storage());
    } catch {
      return null; // the browser stores nothing: it lives as long as the tab
    }
  };
  return {
    getItem: (key) => {
      const text = attempt((where) => where.getItem(key));
      return text === null ? null : { state: { text } };
    },
    setItem: (key, { state }) =>
      attempt((where) => where.setItem(key, state.text)),
    removeItem: (key) => attempt((where) => where.removeItem(key)),
  };
}

/** Reads a kept slice again when another tab has written it. */
export function followOtherTabs(store: {
  persist: {
    getOptions(): { name?: string };
    rehydrate(): Promise<void> | void;
  };
}): void {
  if (typeof window === "undefined") return;
  window.addEventListener("storage", ({ key }) => {
    if (key === store.persist.getOptions().name) void store.persist.rehydrate();
  });
}
