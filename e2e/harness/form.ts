import type { Locator, Page } from "@playwright/test";

/** Acts on a form of the settings. */

export async function choose(
  page: Page,
  field: Locator,
  option: string,
): Promise<void> {
  await field.click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

export async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
}
