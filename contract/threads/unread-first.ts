import type { ThreadFilter } from "#contract/threads/thread-filter.ts";

/**
 * Whether a list with this filter can have the caller's unread ones first. Closed conversations are too many to find
 * the unread ones among them; those of one agent, or those that are not closed, are as many as people work on. Pure.
 */
export function maySortByUnread({
  status,
  owner,
  participant,
  mention,
}: ThreadFilter): boolean {
  const isNotClosed = status !== undefined && status !== "closed";
  return isNotClosed || [owner, participant, mention].some(Boolean);
}
