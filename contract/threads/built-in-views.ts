import type { ThreadFilter } from "#contract/threads/thread-filter.ts";

/** The views that every agent has, in the order in which they are shown. */
export const BUILT_IN_VIEWS = {
  mine: { owner: "me", status: "open" },
  // The customer who wrote first is answered first.
  waiting: { status: "waiting", sort: "oldest" },
  queues: { queue: "mine", status: "active" },
  all: { status: "active" },
  waiting_on_us: { status: "waiting_on_us", sort: "waiting" },
  waiting_on_customer: { status: "waiting_on_customer" },
  mentions: { mention: "me", sort: "newest" },
  participating: { participant: "me" },
  snoozed: { status: "snoozed", sort: "newest" },
  closed: { status: "closed", sort: "newest" },
  archived: { archived: true, sort: "newest" },
} as const satisfies Record<string, ThreadFilter>;
export type BuiltInView = keyof typeof BUILT_IN_VIEWS;
export const BUILT_IN_VIEW_KEYS = Object.keys(BUILT_IN_VIEWS) as [
  BuiltInView,
  ...BuiltInView[],
];

/** Closed and archived conversations are without number: their count would say nothing. */
export const UNCOUNTED_VIEWS: ReadonlySet<string> = new Set<BuiltInView>([
  "closed",
  "archived",
]);

/** A view with more conversations than this shows "999+". */
export const MAX_COUNTED = 1_000;
