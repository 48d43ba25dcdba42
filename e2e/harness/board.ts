import type { Locator, Page } from "@playwright/test";

/** The board as a supervisor sees it: what is where, by role and name. */

/** Changes are told within a second, and told once a second at most. */
export const SOON = { timeout: 30_000 };

export function queueRow(page: Page, name: string): Locator {
  return rowIn(page, "Queues", name);
}

export function personRow(page: Page, name: string): Locator {
  return rowIn(page, "People", name);
}

function rowIn(page: Page, list: string, name: string): Locator {
  return page
    .getByRole("list", { name: list })
    .getByRole("listitem")
    .filter({ hasText: name });
}
