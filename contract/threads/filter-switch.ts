import type { ThreadFilter } from "#contract/threads/thread-filter.ts";

/** Whether the switch of a filter is on; null: it is not set. Pure. */
export function isOn(value: ThreadFilter["unread"]): boolean | null {
  return value === undefined ? null : value === true || value === "true";
}
