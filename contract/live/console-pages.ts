import type { Role } from "#contract/people/agent.ts";
import {
  leastRoleFor,
  mayDo,
  type ActionKey,
} from "#contract/people/policy.ts";

/**
 * The action that each page of the console is for. Menus, the palette and the
 * guard in front of the pages read this table, and the table of rights decides.
 */
export const CONSOLE_PAGES = {
  inbox: "threads.read",
  customers: "customers.list",
  board: "board.read",
  "settings/channels": "channels.read",
  "settings/deliveries": "deliveries.manage",
  "settings/queues": "routing.manage",
  "settings/ring-groups": "routing.manage",
  "settings/departments": "routing.manage",
  "settings/holidays": "routing.manage",
  "settings/labels": "labels.manage",
  "settings/what-if": "routing.manage",
  "settings/company": "settings.manage",
  "settings/mail": "settings.manage",
  "settings/routing": "settings.manage",
  "settings/people": "people.manage",
  "settings/canned-replies": "canned.use",
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

/** Who else may open the page, for the text of a refusal. */
export type PageRight = "everybody" | "work" | "supervise" | "administer";

const RIGHTS: Record<Role, PageRight> = {
  reviewer: "everybody",
  agent: "work",
  supervisor: "supervise",
  admin: "administer",
  owner: "administer",
};

/** Pure. */
export function rightFor(page: ConsolePage): PageRight {
  return RIGHTS[leastRoleFor(CONSOLE_PAGES[page])];
}

/** The page that an address belongs to, also "/settings/queues/…"; null: not a page of the console. Pure. */
export function pageOfPath(pathname: string): ConsolePage | null {
  const path = pathname.replace(/^\/+/, "");
  const pages = Object.keys(CONSOLE_PAGES) as ConsolePage[];
  return (
    pages.find((page) => path === page || path.startsWith(`${page}/`)) ?? null
  );
}
