import type { Page } from "@playwright/test";

/** One state of the product, and how to get there. */
export type Scene = {
  name: string;
  /** A path of the console; "simulator" is the other program's page. */
  path: string;
  /** The scene of a signed-out visitor. */
  isPublic?: boolean;
  /** From the loaded page to the state that is photographed. Everything is found by role or place: names change with the language. */
  act?: (page: Page) => Promise<void>;
  /** Restores what outlives the page. */
  leave?: (page: Page) => Promise<void>;
  /** Widths at which the state exists; left out: all. */
  minWidth?: number;
  /** The picture is as high as the page is long. */
  isWhole?: boolean;
};

/** A button by its icon. */
export const withIcon = (icon: string) =>
  `button:has(svg.lucide-${icon}):visible`;

/** Clicks buttons one after the other, then waits for the dialog. */
export const dialogBehind =
  (...icons: string[]) =>
  async (page: Page) => {
    for (const icon of icons)
      await page.locator(withIcon(icon)).first().click();
    await page.getByRole("dialog").first().waitFor();
  };
