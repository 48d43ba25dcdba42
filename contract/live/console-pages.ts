import type { Role } from "#contract/people/agent.ts";
import { mayDo, type ActionKey } from "#contract/people/policy.ts";

/**
 * The action that each page of the console is for. Menus, the palette and the
 * guard in front of the pages read this table, and the table of rights decides.
 */
export const CONSOLE_PAGES = {
  inbox: "threads.read",
  customers: "customers.list",
  leads: "leads.read",
  board: "board.read",
  reports: "reports.read",
  "settings/start": "settings.manage",
  "settings/channels": "channels.read",
  "settings/deliveries": "deliveries.manage",
  "settings/leads": "leads.sources",
  "settings/queues": "routing.manage",
  "settings/ring-groups": "routing.manage",
  "settings/departments": "routing.manage",
  "settings/holidays": "routing.manage",
  "settings/labels": "labels.manage",
  "settings/customer-fields": "customers.fields",
  "settings/customer-stages": "customers.stages",
  "settings/note-categories": "customers.noteCategories",
  "settings/deleted": "threads.delete",
  "settings/what-if": "routing.manage",
  "settings/company": "settings.manage",
  "settings/mail": "settings.inspect",
  "settings/team-chats": "settings.inspect",
  "settings/retention": "settings.inspect",
  "settings/data-requests": "customers.requests",
  "settings/system": "settings.system",
  "settings/routing": "settings.manage",
  "settings/people": "people.manage",
  "settings/canned-replies": "canned.use",
  "settings/macros": "macros.use",
  "settings/rights": "access.explain",
  "settings/audit": "audit.read",
  "settings/profile": "account.use",
  "settings/tokens": "account.tokens",
} as const satisfies Record<string, ActionKey>;

export type ConsolePage = keyof typeof CONSOLE_PAGES;

/** Pure. */
export function mayOpen(role: Role, page: ConsolePage): boolean {
  return mayDo(role, CONSOLE_PAGES[page]);
}

/** Pages that more roles may read than change. */
const CHANGES: Partial<Record<ConsolePage, ActionKey>> = {
  "settings/channels": "channels.manage",
  "settings/leads": "leads.manage",
  "settings/mail": "settings.manage",
  "settings/team-chats": "settings.manage",
  "settings/retention": "settings.manage",
};

/** Whether the role may change something on a page that it may open. Pure. */
export function mayChange(role: Role, page: ConsolePage): boolean {
  const action = CHANGES[page];
  return action === undefined || mayDo(role, action);
}

/**
 * The right that a refused person lacks, for the text of the refusal. A page
 * for a role beside the ladder is refused to others as one that theirs does not
 * include.
 */
export type PageRight = "work" | "supervise" | "administer";

/** The ladder of teammates, each with the right that names it. */
const LADDER = [
  ["agent", "work"],
  ["supervisor", "supervise"],
  ["admin", "administer"],
] as const satisfies [Role, PageRight][];

/** Pure. */
export function rightFor(page: ConsolePage): PageRight {
  return LADDER.find(([role]) => mayOpen(role, page))?.[1] ?? "administer";
}

/** The page that an address belongs to, also "/settings/queues/…"; null: not a page of the console. Pure. */
export function pageOfPath(pathname: string): ConsolePage | null {
  const path = pathname.replace(/^\/+/, "");
  const pages = Object.keys(CONSOLE_PAGES) as ConsolePage[];
  return (
    pages.find((page) => path === page || path.startsWith(`${page}/`)) ?? null
  );
}

/** The start page of a role is the first of these that it may open. */
const HOMES = [
  "inbox",
  "leads",
  "settings/audit",
] as const satisfies ConsolePage[];

/** The address that the console opens with. Pure. */
export function homeOf(role: Role): string {
  return `/${HOMES.find((page) => mayOpen(role, page)) ?? "settings/profile"}`;
}
