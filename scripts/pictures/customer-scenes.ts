import type { Page } from "@playwright/test";
import { withIcon } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { SHOWN } from "./showcase.ts";

/** Opens the customer of the showcase with a possible duplicate. */
async function openTwin(page: Page): Promise<void> {
  await page.locator("input[type=search]").fill(SHOWN.twin);
  await page
    .locator("main a[href^='/customers/']")
    .filter({ hasText: SHOWN.twin })
    .first()
    .click();
  await page.waitForURL(/customers\/[0-9a-f-]{36}/);
  await page.locator("dl").first().waitFor();
}

/** An item of the menu over the customer as a whole. */
const customerAct = (icon: string) => async (page: Page) => {
  await openTwin(page);
  await page
    .locator(`main ${withIcon("ellipsis")}`)
    .first()
    .click();
  await page.locator(`[role=menuitem]:has(svg.lucide-${icon})`).click();
  await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
};

/** Customers. */
export const customerScenes: Scene[] = [
  { name: "customers", path: "/customers" },
  {
    name: "customer",
    path: "/customers",
    async act(page) {
      // One of the cast, who has written.
      await page
        .locator("main a[href^='/customers/']")
        .filter({ hasText: "Hannah Brooks" })
        .click();
      await page.locator("dl").first().waitFor();
      await page.locator("a[href^='/inbox/']").first().waitFor();
    },
  },
  {
    name: "customer-duplicate",
    path: "/customers",
    async act(page) {
      await openTwin(page);
      await page.locator("main section li button").first().waitFor();
    },
    isWhole: true,
  },
  {
    name: "customer-files",
    path: "/customers",
    async act(page) {
      await page.locator("input[type=search]").fill(SHOWN.everyKind);
      await page
        .locator("main a[href^='/customers/']")
        .filter({ hasText: SHOWN.everyKind })
        .first()
        .click();
      await page.waitForURL(/customers\/[0-9a-f-]{36}/);
      await page.locator("label:has([value=files])").click();
      await page.locator("main section section h3").first().waitFor();
    },
    isWhole: true,
  },
  { name: "customer-block", path: "/customers", act: customerAct("ban") },
  { name: "customer-erase", path: "/customers", act: customerAct("eraser") },
  {
    name: "customer-merge",
    path: "/customers",
    async act(page) {
      await openTwin(page);
      await page.locator("main section li button").first().click();
      await page.getByRole("dialog").waitFor();
    },
  },
];
