import type { Role } from "#contract/shapes.ts";

/** What a page needs: everybody's, or that one supervises or administers. */
export type PageRight = "everybody" | "supervise" | "administer";

/**
 * Who may see which page of the console. Menus, the palette and the guard in
 * front of the pages read this table; what the API allows is decided there.
 */
export const CONSOLE_PAGES = {
  inbox: "everybody",
  customers: "everybody",
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
  "settings/tokens": "everybody",
} as const satisfies Record<string, PageRight>;

export type ConsolePage = keyof typeof CONSOLE_PAGES;

const HOLDERS: Record<PageRight, readonly Role[]> = {
  everybody: ["owner", "admin", "supervisor", "agent", "reviewer"],
  supervise: ["owner", "admin", "supervisor"],
  administer: ["owner", "admin"],
};

/** Pure. */
export function mayOpen(role: Role, page: ConsolePage): boolean {
  return HOLDERS[CONSOLE_PAGES[page]].includes(role);
}

/** The page that an address belongs to, "/settings/queues/…" too; null: none of the console's. Pure. */
export function pageOfPath(pathname: string): ConsolePage | null {
  const path = pathname.replace(/^\/+/, "");
  const pages = Object.keys(CONSOLE_PAGES) as ConsolePage[];
  return (
    pages.find((page) => path === page || path.startsWith(`${page}/`)) ?? null
  );
}
