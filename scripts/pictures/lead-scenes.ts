import type { Page } from "@playwright/test";
import { dialogBehind, withIcon } from "./scene.ts";
import type { Scene } from "./scene.ts";

async function openLead(page: Page): Promise<void> {
  await page.locator("main a[href^='/leads/']").first().click();
  await page.waitForURL(/leads\/[0-9a-f-]{36}/);
  await page.locator("main dl").first().waitFor();
}

const leadDialog = (icon: string) => async (page: Page) => {
  await openLead(page);
  await dialogBehind(icon)(page);
};

/** Leads. */
export const leadScenes: Scene[] = [
  { name: "leads", path: "/leads" },
  { name: "leads-board", path: "/leads?view=board" },
  {
    name: "leads-filter",
    path: "/leads",
    async act(page) {
      await page.locator(withIcon("sliders-horizontal")).click();
      await page.locator("main [aria-expanded=true]").first().waitFor();
    },
  },
  {
    name: "leads-files",
    path: "/leads",
    async act(page) {
      await page.locator("main [aria-haspopup=menu]").first().click();
      await page.getByRole("menu").waitFor();
    },
  },
  { name: "leads-imports", path: "/leads/imports" },
  { name: "lead", path: "/leads", act: openLead, isWhole: true },
  { name: "lead-note", path: "/leads", act: leadDialog("sticky-note") },
  { name: "lead-call", path: "/leads", act: leadDialog("phone-call") },
  { name: "lead-contact", path: "/leads", act: leadDialog("pencil") },
  {
    name: "lead-transfer",
    path: "/leads",
    act: leadDialog("arrow-left-right"),
  },
  {
    name: "lead-lost",
    path: "/leads",
    async act(page) {
      await openLead(page);
      await page.locator("main [role=combobox]").first().click();
      // The stage lost is the last one.
      await page.getByRole("option").last().click();
      await page.getByRole("dialog").waitFor();
    },
  },
];
