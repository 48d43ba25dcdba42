import { mayOpen, pageOfPath } from "#contract/live/console-pages.ts";
import type { Role } from "#contract/people/agent.ts";
import type { AuditEntry } from "#contract/people/audit.ts";

/** The parts of an entry that decide where it leads. */
type Named = Pick<AuditEntry, "action" | "detail"> & {
  target: Pick<AuditEntry["target"], "type" | "id">;
};

type Address =
  /** Null: this entry of the kind has none. */
  | ((entry: Named) => string | null)
  /** The reason why the kind has no page. */
  | { none: string };

/** Settings that a page of the menu holds, by the id of their entries. */
export const SETTINGS_PAGES: Readonly<Record<string, string>> = {
  company: "company",
  routing: "routing",
  mail: "mail",
  retention: "retention",
  privacy: "retention",
  leads: "leads",
  security: "rights",
  getting_started: "start",
};

const page = (address: string) => () => address;
const pageOf =
  (folder: string) =>
  ({ target }: Named) =>
    `${folder}/${encodeURIComponent(target.id)}`;

/** The page of everything that is audited, by `auditKind`. Things without a page of their own lead to their list. */
export const AUDIT_ADDRESSES: Readonly<Record<string, Address>> = {
  agent: page("/settings/people"),
  api_token: { none: "Only its owner has a page with it." },
  audit: { none: "It is the log that one reads." },
  canned_reply: page("/settings/canned-replies"),
  channel: ({ action, target }) =>
    `/settings/channels/${target.id}${action.startsWith("review.") ? "/review" : ""}`,
  customer: (entry) =>
    entry.target.id === ALL
      ? listOf("/customers", entry)
      : pageOf("/customers")(entry),
  customer_field: page("/settings/customer-fields"),
  customer_segment: ({ target }) => `/customers?segment=${target.id}`,
  customer_stage: page("/settings/customer-stages"),
  data_request: pageOf("/settings/data-requests"),
  // An entry of several names all of them.
  delivery: (entry) =>
    /^\d+$/.test(entry.target.id)
      ? pageOf("/settings/deliveries")(entry)
      : "/settings/deliveries",
  department: page("/settings/departments"),
  holiday_calendar: page("/settings/holidays"),
  label: page("/settings/labels"),
  lead: (entry) =>
    entry.target.id === ALL ? listOf("/leads", entry) : pageOf("/leads")(entry),
  lead_form: page("/settings/leads"),
  lead_source: page("/settings/leads"),
  lead_status: page("/settings/leads"),
  legal_hold: page("/settings/retention"),
  macro: page("/settings/macros"),
  note_category: page("/settings/note-categories"),
  queue: pageOf("/settings/queues"),
  report: page("/reports"),
  ring_group: page("/settings/ring-groups"),
  setting: ({ target }) => {
    const name = SETTINGS_PAGES[target.id];
    return name === undefined ? null : `/settings/${name}`;
  },
  team_chat: page("/settings/team-chats"),
  thread: pageOf("/inbox"),
  workspace: { none: "The encryption key is not changed in the console." },
};

/** The target of an entry about many things together. */
const ALL = "all";

/** Settings of leads whose entries have the target type of a lead. */
const KINDS_OF_LEADS: readonly string[] = [
  "lead_form",
  "lead_source",
  "lead_status",
];

/** The kind of thing that an entry names: its target type, and for settings of leads the noun of its action. Pure. */
export function auditKind({
  action,
  target,
}: Pick<Named, "action" | "target">): string {
  const noun = action.split(".")[0] ?? "";
  return KINDS_OF_LEADS.includes(noun) ? noun : target.type;
}

/**
 * The address of the page of what an entry names; null: it is gone, it has no
 * page, or a reader of this role may not open it. Pure.
 */
export function auditAddress(
  entry: Named & { target: Pick<AuditEntry["target"], "exists"> },
  role: Role,
): string | null {
  const address = AUDIT_ADDRESSES[auditKind(entry)];
  if (!entry.target.exists || typeof address !== "function") return null;
  const href = address(entry);
  if (href === null) return null;
  const place = pageOfPath(href.split("?")[0] ?? href);
  return place !== null && mayOpen(role, place) ? href : null;
}

/** The list of all customers or leads, or of the imports that changed many. Pure. */
function listOf(list: string, { detail }: Named): string {
  return typeof detail["importId"] === "string" ? `${list}/imports` : list;
}
