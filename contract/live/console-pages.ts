import { includesRole } from "#contract/people/roles.ts";
import type { Role } from "#contract/people/agent.ts";

/** Which right a page needs: none, to belong to the team (all but reviewers), to supervise, or to administer. */
export type PageRight = "everybody" | "work" | "supervise" | "administer";

/**
 * Who may see which page of the console. Menus, the palette and the guard in
 * front of the pages read this table; what the API allows is decided there.
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

/** The page that an address belongs to, "/settings/queues/…" too; null: none of the console's. Pure. */
export function pageOfPath(pathname: string): ConsolePage | null {
  const path = pathname.replace(/^\/+/, "");
  const pages = Object.keys(CONSOLE_PAGES) as ConsolePage[];
  return (
    pages.find((page) => path === page || path.startsWith(`${page}/`)) ?? null
  );
}
