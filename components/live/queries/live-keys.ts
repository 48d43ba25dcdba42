import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { LiveEventName } from "#contract/live/live-events.ts";
import type { SettingsWhat } from "#contract/live/settings-what.ts";

/** The way a cached response stays current between two connects. */
type Refresh =
  /** Fetched again when one of these events arrives. */
  | {
      kind: "refetched";
      settings?: readonly SettingsWhat[];
      events?: readonly LiveEventName[];
    }
  /** Events change it in place: the inbox's reducer, or `live-provider`. */
  | { kind: "patched"; by: readonly [LiveEventName, ...LiveEventName[]] }
  /** Kept only while it is shown, and fetched again each time. */
  | { kind: "momentary" };

const refetched = (
  settings: readonly SettingsWhat[],
  events: readonly LiveEventName[] = [],
): Refresh => ({ kind: "refetched", settings, events });
const patched = (
  ...by: readonly [LiveEventName, ...LiveEventName[]]
): Refresh => ({ kind: "patched", by });
const momentary: Refresh = { kind: "momentary" };

/**
 * Everything that a screen caches of the server, and what refreshes it. A key
 * that is not here does not compile; see `liveKey`.
 */
export const LIVE_KEYS = {
  agents: refetched(["agents", "departments"]),
  alerts: refetched([], ["alert.ended", "lead.updated", "lead.removed"]),
  "alert-thread": patched("thread.updated", "message.created"),
  audit: momentary,
  board: refetched([], ["board.changed"]),
  "canned-replies": refetched(["canned_replies", "departments"]),
  "channel-login": momentary,
  // Meta allows ten questions in ten minutes, so the card that shows it asks seldom.
  "channel-welcome": momentary,
  channels: refetched(["channels"], ["channel.updated"]),
  "channels/names": refetched(["channels"], ["channel.updated"]),
  company: refetched(["company"]),
  customer: patched("thread.updated", "message.created"),
  "customer-consents": refetched([], ["customer.changed"]),
  "customer-duplicates": refetched([], ["customer.changed"]),
  "customer-holds": refetched([], ["customer.changed"]),
  holds: refetched(["company"], ["customer.changed"]),
  "held-thread": momentary,
  "hold-threads": momentary,
  "data-request": refetched(["data_requests", "company"]),
  "data-requests": refetched(["data_requests"]),
  "request-customers": momentary,
  "customer-fields": refetched(["customer_fields", "departments", "agents"]),
  "customer-files": refetched([], ["customer.changed"]),
  "customer-stages": refetched(["customer_stages"]),
  // A new language is seldom, and no hurry.
  "customer-languages": momentary,
  "customer-notes": refetched(["note_categories"], ["customer.changed"]),
  // Its door asks again.
  "note-readers": momentary,
  "customer-threads": momentary,
  "customer-touches": refetched([], ["lead.created", "lead.updated"]),
  "customer-timeline": refetched(["note_categories"], ["customer.changed"]),
  customers: momentary,
  "deleted-threads": momentary,
  deliveries: momentary,
  departments: refetched(["departments"]),
  // Fetched again at a limited pace, see use-found-threads.
  "found-threads": momentary,
  "getting-started": refetched(
    ["company", "channels", "queues", "agents"],
    ["channel.updated"],
  ),
  guide: refetched(["channels"], ["channel.updated"]),
  explanation: momentary,
  // Fetched again while a worker is at it.
  import: momentary,
  imports: momentary,
  "hand-overs": momentary,
  holdings: momentary,
  "holiday-calendars": refetched(["holidays"]),
  job: momentary,
  "label-use": momentary,
  labels: refetched(["labels", "departments", "agents"], ["labels.changed"]),
  "last-alert": patched("alert.created"),
  lead: patched("lead.updated", "lead.removed"),
  "lead-attempts": refetched([], ["lead.updated"]),
  // Reading them asks Meta.
  "lead-forms": momentary,
  "lead-mapping-preview": momentary,
  "lead-pages": refetched(
    ["leads", "channels"],
    ["lead.created", "lead.updated"],
  ),
  "lead-settings": refetched(["leads"]),
  "lead-sources": refetched(["leads"]),
  "lead-stats": refetched([], ["lead.created", "lead.updated"]),
  "lead-statuses": refetched(["leads"], ["lead.created", "lead.updated"]),
  "lead-thread": momentary,
  leads: refetched([], ["lead.created", "lead.updated"]),
  macros: refetched(["macros", "departments"]),
  "macro-preview": momentary,
  list: patched("thread.updated", "message.created", "thread.removed"),
  "mail-preview": momentary,
  "mail-settings": refetched(["company"]),
  mails: momentary,
  me: refetched(["agents", "queues", "departments"]),
  "note-categories": refetched(["note_categories"]),
  notifications: patched("notification.created", "notification.read"),
  "notification-settings": momentary,
  "push-subscriptions": momentary,
  // Events change it in place; the names of agents in it are fetched.
  offers: refetched(["agents"]),
  palette: momentary,
  "palette-recent": momentary,
  preferences: momentary,
  "privacy-settings": refetched(["company"]),
  queues: refetched(["queues", "hours"]),
  reports: momentary,
  "team-chats": refetched(["company"]),
  retention: refetched(["company"]),
  "retention-preview": momentary,
  review: refetched(["agents", "channels", "company"], ["channel.updated"]),
  "ring-groups": refetched(["ring_groups"]),
  room: patched("message.created", "message.updated"),
  "routing-settings": refetched(["routing"]),
  scheduled: refetched([], ["schedule.changed"]),
  search: momentary,
  searches: momentary,
  "still-open": momentary,
  thread: patched("thread.updated", "message.created", "thread.removed"),
  "thread-search": momentary,
  "security-settings": momentary,
  // The counts are asked for again while they are shown, see use-segments.
  "segment-count": momentary,
  segments: refetched(["segments", "departments"]),
  sessions: momentary,
  totp: momentary,
  "totp-setup": momentary,
  system: momentary,
  tokens: momentary,
  trace: momentary,
  "transfer-targets": refetched(
    ["queues", "ring_groups", "agents"],
    ["presence.updated"],
  ),
  // The counts follow the events of threads at a limited pace, see use-views.
  "view-counts": refetched(["views", "queues"]),
  viewers: patched("viewers.updated"),
  views: refetched(["views", "queues"]),
  whispers: patched("alert.created"),
  /** Contact data that a masked role has asked for. */
  revealed: momentary,
} as const satisfies Record<string, Refresh>;

export type LiveKey = keyof typeof LIVE_KEYS;

/** Everything under this key is fetched again after each connect. */
export const LIVE: QueryKey = ["live"];

/** The key of something cached; `rest` distinguishes several of a kind. */
export function liveKey(name: LiveKey, ...rest: unknown[]): QueryKey {
  return [...LIVE, name, ...rest];
}

/** Momentary responses are fetched again whenever they are shown again. */
export function setLiveDefaults(queryClient: QueryClient): void {
  for (const [name, { kind }] of entries())
    if (kind === "momentary")
      queryClient.setQueryDefaults(liveKey(name), { staleTime: 0 });
}

/** Fetches again what this event has made old. */
export function refreshLive(
  queryClient: QueryClient,
  event: LiveEventName,
  what?: SettingsWhat,
): void {
  for (const [name, refresh] of entries()) {
    if (refresh.kind !== "refetched") continue;
    const isOld =
      what === undefined
        ? refresh.events?.includes(event)
        : refresh.settings?.includes(what);
    if (isOld) void queryClient.invalidateQueries({ queryKey: liveKey(name) });
  }
}

function entries(): [LiveKey, Refresh][] {
  return Object.entries(LIVE_KEYS) as [LiveKey, Refresh][];
}
