import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { expect, test } from "./harness/test.ts";

/** Files of customers and leads: the check, the import, its errors, and its undo. */

const NARROW = { width: 360, height: 740 };
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

async function choose(page: Page, name: string, bytes: Buffer): Promise<void> {
  await page
    .getByLabel("File", { exact: true })
    .setInputFiles({ name, mimeType: "text/csv", buffer: bytes });
}

async function sayWhy(page: Page): Promise<void> {
  await page.getByLabel("Where is the data from?").fill("Old CRM");
  await page.getByLabel("Why may you keep and use it?").press("Enter");
  await page
    .getByRole("option", { name: "They are customers under a contract" })
    .press("Enter");
}

test("customers come from a file in Big5, and an undo takes them back", async ({
  openTab,
}) => {
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner, "/customers");
  await page.getByRole("link", { name: "Import" }).click();
  await expect(page).toHaveURL(/\/customers\/imports$/);
  await expect(page.getByText("No imports yet")).toBeVisible();
  await page.getByRole("button", { name: "Import a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Import customers" });
  // 姓名,Mail / 王小明,wang@example.tw / 王,no mail
  const big5 = Buffer.from(
    `a96da657${hex(",Mail")}0aa4fda470a9fa${hex(",wang@example.tw")}0aa4fd${hex(",no mail")}0a`,
    "hex",
  );
  await choose(page, "customers.csv", big5);
  await expect(dialog.getByLabel("Encoding")).toHaveText(/^Big5/);
  await expect(dialog.getByText("王小明 · 王")).toBeVisible();
  await expect(
    dialog.getByRole("combobox", { name: "Field for column 姓名" }),
  ).toHaveText("Name");
  const check = dialog.getByRole("button", { name: "Check rows" });
  await check.click();
  await expect(dialog.getByText("Say where the data is from.")).toBeVisible();
  await expect(dialog.getByText("Choose a reason.")).toBeVisible();
  await expectAccessible(page);
  await sayWhy(page);
  await check.click();
  await expect(
    dialog.getByText("1 new, 0 changed, 0 left as they are"),
  ).toBeVisible();
  await expect(
    dialog.getByText("Row 3, Mail: not an email address"),
  ).toBeVisible();
  const download = page.waitForEvent("download");
  await dialog.getByRole("link", { name: "Download these rows" }).click();
  expect((await download).suggestedFilename()).toBe(
    "customers-import-errors.csv",
  );
  await dialog.getByRole("button", { name: "Import 1 row" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await expect(page.getByText("Source: Old CRM")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: "All customers" }).click();
  await expect(page.getByRole("link", { name: "王小明" })).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Undo import customers.csv" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Undo import" })
    .click();
  await expect(
    page.getByText(
      "1 removed, 0 restored, 0 kept because they were changed since",
    ),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "All customers" }).click();
  await expect(page.getByRole("link", { name: "王小明" })).toHaveCount(0);
});

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

test("leads come from a file, and a file that is not imported is removed", async ({
  openTab,
}) => {
  // The first file is refused.
  const page = await openTab({ expected: /422/ });
  await sitDown(page, company.app.url, company.owner, "/leads");
  await page.getByRole("button", { name: "Import and export" }).press("Enter");
  await page.getByRole("menuitem", { name: "Import" }).press("Enter");
  await expect(page).toHaveURL(/\/leads\/imports$/);
  await page.getByRole("button", { name: "Import a file" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Import leads" });
  await choose(page, "broken.xlsx", Buffer.from("PK\x03\x04nothing"));
  await expect(dialog.getByRole("alert")).toHaveText(
    "This file can’t be read. Save it again as CSV or XLSX.",
  );
  await choose(
    page,
    "leads.csv",
    Buffer.from("Name;手機;Wish\nLea;0912-345-678;blue\n;;red\n"),
  );
  await expect(dialog.getByLabel("Separator")).toHaveText("Semicolon");
  await expect(
    dialog.getByRole("combobox", { name: "Field for column 手機" }),
  ).toHaveText("Phone");
  await sayWhy(page);
  await page.keyboard.press("Escape");
  const item = page.getByRole("listitem").filter({ hasText: "leads.csv" });
  await expect(item).toContainText("Not checked");
  await item.getByRole("button", { name: "Open import leads.csv" }).click();
  await sayWhy(page);
  await dialog.getByRole("button", { name: "Check rows" }).click();
  await expect(dialog.getByText("1 new", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Import 1 lead" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(item).toContainText("Done");

  await page.getByRole("button", { name: "Import a file" }).click();
  await choose(page, "other.csv", Buffer.from("Name\nOther\n"));
  await expect(dialog.getByText("other.csv · 1 row")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove file other.csv" }).click();
  await expect(page.getByText("other.csv")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "All leads" }).click();
  await expect(page.getByText("Lea", { exact: true })).toBeVisible();
});
