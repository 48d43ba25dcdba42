import { includesRole } from "#contract/people/roles.ts";
import type { Role } from "#contract/people/agent.ts";

/** The right that a page needs: none, team membership (all but reviewers), supervising, or administering. */
export type PageRight = "everybody" | "work" | "supervise" | "administer";

/**
 * The right for each page of the console. Menus, the palette and the guard in
 * front of the pages read this table; the API checks its own rights.
 */
export const CONSOLE_PAGES = {
  inbox: "everybody",
  customers: "work",
  board: "supervise",
  "settings/channels": "supervise",
  "settings/queues": "supervise",
  "settings/ring-groups": "supervise",
  "settings/departments": "supervise",
  "settings/holidays": "supervise",
  "settings/labels": "supervise",
  "settings/what-if": "supervise",
  "settings/routing": "administer",
  "settings/people": "administer",
  "settings/profile": "everybody",
  "settings/tokens": "work",
} as const satisfies Record<string, PageRight>;

export type ConsolePage = keyof typeof CONSOLE_PAGES;

/** The lowest role that has the right. */
const LEAST: Record<PageRight, Role> = {
  everybody: "reviewer",
  work: "agent",
  supervise: "supervisor",
  administer: "admin",
};

/** Pure. */
export function mayOpen(role: Role, page: ConsolePage): boolean {
  return includesRole(role, LEAST[CONSOLE_PAGES[page]]);
}

/** The page that an address belongs to, also "/settings/queues/…"; null: not a page of the console. Pure. */
export function pageOfPath(pathname: string): ConsolePage | null {
  const path = pathname.replace(/^\/+/, "");
  const pages = Object.keys(CONSOLE_PAGES) as ConsolePage[];
  return (
    pages.find((page) => path === page || path.startsWith(`${page}/`)) ?? null
  );
}
