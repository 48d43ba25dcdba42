import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Customer } from "#contract/customers/customer.ts";
import { unzip } from "#server/runtime/zip/test-unzip.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** A person's data: exported to read, held, and erased. */

const pageId = PAGES[0].pageId;
let company: TestCompany;
let customerId: string;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
  const { personId, psids } = await company.simulator.person("Paula Private");
  const text = `<script>document.title="run"</script> planted words`;
  await company.simulator.write(pageId, personId, { text });
  const { customer } = await company.threadOf(psids[pageId] ?? "");
  customerId = customer.id;
  await company.owner.api.patch<Customer>(`/customers/${customerId}`, {
    name: "Paula Private",
  });
});
test.afterAll(() => company.close());

test("an admin records a request about data, checks it and answers it", async ({
  openTab,
}) => {
  const page = await openTab();
  await sitDown(
    page,
    company.app.url,
    company.owner,
    "/settings/data-requests",
  );
  await page.getByRole("button", { name: "New request" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Paula P.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Paula P." })).toBeVisible();
  await page.getByRole("button", { name: "Find customer" }).click();
  await dialog.getByRole("searchbox").fill("Paula Private");
  await dialog.getByRole("button", { name: /Paula Private/ }).click();
  await expect(
    page.getByRole("link", { name: "Open to export or erase" }),
  ).toHaveAttribute("href", `/customers/${customerId}`);
  await page.getByRole("button", { name: "Identity checked…" }).click();
  await dialog.getByLabel("How").fill("Called back");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Called back").first()).toBeVisible();
  await page.getByText("繁體中文").click();
  await expect(page.getByText("Paula P. 您好")).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "Mark as answered" }).click();
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  await page.getByRole("link", { name: "Data requests" }).first().click();
  await expect(page.getByRole("link", { name: "Paula P." })).toBeVisible();
  await expectAccessible(page);
});

test("an admin exports a person’s data, is refused to erase what is held, and erases it afterwards", async ({
  openTab,
}, info) => {
  // The erasure is refused once.
  const page = await openTab({ expected: /status of 409/ });
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers/${customerId}`);
  const act = async (name: string) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name }).click();
  };

  await act("Export data…");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create link" }).click();
  await expect(dialog.getByText("The link works for 7 days")).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await dialog.getByRole("link", { name: "Download ZIP" }).click();
  const zip = fs.readFileSync(await (await download).path());
  const folder = info.outputPath("export");
  for (const [name, bytes] of unzip(zip)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
  }
  await dialog.getByRole("button", { name: "Close" }).first().click();

  // It opens from the disk, and what the person wrote is text.
  const reading = await openTab();
  await reading.setViewportSize({ width: 360, height: 740 });
  await reading.goto(pathToFileURL(path.join(folder, "index.html")).href);
  await expect(reading.getByRole("heading", { level: 1 })).toContainText(
    "Paula Private",
  );
  await expectNoSidewaysScroll(reading);
  await reading.locator('a[href="conversations/001.html"]').click();
  await expect(reading.getByText("planted words")).toContainText("<script>");
  await expect(reading).not.toHaveTitle("run");
  await expectNoSidewaysScroll(reading);
  await reading.close();

  await page.goto(`${company.app.url}/settings/retention`);
  await page.getByRole("button", { name: "Place a hold on a period" }).click();
  const today = new Date().toLocaleDateString("sv");
  await dialog.getByLabel("First day").fill(today);
  await dialog.getByLabel("Last day").fill(today);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Case 43");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Place hold" }).click();
  const holds = page.getByRole("list", { name: "Legal holds" });
  await expect(holds.getByText("Case 43")).toBeVisible();
  await expect(holds.getByText("Everything from")).toBeVisible();
  await expectAccessible(page);
  await holds.getByRole("button", { name: "End hold" }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: "End hold" })
    .click();
  await expect(page.getByText("Nothing is under a legal hold.")).toBeVisible();
  await page.goto(`${company.app.url}/customers/${customerId}`);

  await act("Legal hold…");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Case 42");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Place hold" }).click();
  await expect(page.getByText("Case 42")).toBeVisible();
  await expectAccessible(page);
  const erase = async () => {
    await act("Erase data");
    const ask = page.getByRole("alertdialog").or(page.getByRole("dialog"));
    await ask.getByRole("button", { name: "Erase data" }).click();
  };
  await erase();
  await expect(page.getByText(/Not erased: .* Reason: Case 42/)).toBeVisible();
  await page.getByRole("button", { name: "End hold" }).click();
  const ask = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await ask.getByRole("button", { name: "End hold" }).click();
  await expect(page.getByText("Case 42", { exact: true })).toBeHidden();
  await erase();
  await expect(page.getByText("The customer’s data was erased")).toBeVisible();
  await expect(page).toHaveURL(/\/customers$/);
  await page.waitForLoadState("networkidle");
});
