import type { Page } from "@playwright/test";
import type { Customer } from "#contract/customers/customer.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The list of customers: its orders, its address, and its CSV. */

const NARROW = { width: 360, height: 740 };
const pageId = PAGES[0].pageId;
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
  for (const name of ["Carla Third", "anna First", "Bea Second"]) {
    const { personId, psids } = await company.simulator.person(name);
    await company.simulator.write(pageId, personId, { text: `I am ${name}` });
    const { customer } = await company.threadOf(psids[pageId] ?? "");
    await company.owner.api.patch<Customer>(`/customers/${customer.id}`, {
      name,
    });
  }
});
test.afterAll(() => company.close());

const rows = (page: Page) =>
  page.getByRole("table", { name: "Customers" }).getByRole("link");

test("the heads sort the list, the address keeps the order, and the CSV and a phone have it, too", async ({
  openTab,
}) => {
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers`);
  const newest = ["Bea Second", "anna First", "Carla Third"];
  const byName = ["anna First", "Bea Second", "Carla Third"];
  await expect(rows(page)).toHaveText(newest);
  const head = page.getByRole("columnheader", { name: /^Customer/ });
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await head.getByRole("button", { name: "Customer" }).click();
  await expect(rows(page)).toHaveText(byName);
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL(/\/customers\?sort=name$/);
  await expectAccessible(page);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const csv = Buffer.concat(chunks).toString();
  const places = byName.map((name) => csv.indexOf(name));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);

  // A search and a reload keep the order.
  await page.getByRole("search").getByRole("searchbox").fill("s");
  await expect(page).toHaveURL(/q=s&sort=name$/);
  await page.reload();
  await expect(rows(page)).toHaveText(["anna First", "Bea Second"]);
  await page.getByRole("search").getByRole("searchbox").fill("");
  await expect(page).toHaveURL(/\/customers\?sort=name$/);

  const last = page.getByRole("columnheader", { name: "Last message" });
  await expect(last).toHaveAttribute("aria-sort", "none");
  await last.getByRole("button").press("Enter");
  await expect(last).toHaveAttribute("aria-sort", "descending");
  await expect(rows(page)).toHaveText(newest);
  await rows(page).first().press("Enter");
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/);
  await page.goBack();
  await expect(last).toHaveAttribute("aria-sort", "descending");

  await page.setViewportSize(NARROW);
  await expect(page.getByRole("columnheader")).toHaveCount(0);
  const sort = page.getByRole("combobox", { name: "Sort by" });
  await expect(sort).toHaveText("Last message");
  await sort.press("Enter");
  await page.getByRole("option", { name: "Name, A to Z" }).press("Enter");
  await expect(rows(page)).toHaveText(byName);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test("the list is narrowed by what happens with customers, by keyboard on a phone, too; the blocked ones say why", async ({
  openTab,
}) => {
  const { api } = company.owner;
  const { items } = await api.get<{ items: Customer[] }>("/customers?q=carla");
  await api.post(`/customers/${items[0]?.id}/block`, { reason: "Insults" });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers`);
  await expect(rows(page)).toHaveCount(3);
  const choose = async (filter: string, option: string) => {
    await page.getByRole("combobox", { name: filter }).press("Enter");
    await page.getByRole("option", { name: option }).press("Enter");
  };
  await choose("Blocked", "Blocked customers");
  await expect(page).toHaveURL(/\?blocked=true$/);
  await expect(rows(page)).toHaveText(["Carla Third"]);
  await expect(page.getByText(/^Blocked · by .+ · Insults$/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Clear filters" }).press("Enter");
  await expect(rows(page)).toHaveCount(3);
  await choose("Conversations", "No open conversation");
  await expect(rows(page)).toHaveText(["Carla Third"]);

  await page.setViewportSize(NARROW);
  const unfold = page.getByRole("button", { name: "Filters (1)" });
  const lastMessage = page.getByRole("combobox", { name: "Last message" });
  await expect(lastMessage).toBeHidden();
  await unfold.press("Enter");
  await choose("Last message", "No message for 7 days");
  await expect(page).toHaveURL(/open=false&lastMessageOlderThan=7$/);
  await expect(page.getByText("No results")).toBeVisible();
  await choose("Last message", "Last message between…");
  await expect(rows(page)).toHaveText(["Carla Third"]);
  await page.getByLabel("Last day").fill("2026-01-02");
  await expect(page).toHaveURL(/lastMessageTo=2026-01-02$/);
  await expect(page.getByText("No results")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Filters (3)" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Clear filters" }).press("Enter");
  await expect(page).toHaveURL(/\/customers$/);
  await api.delete(`/customers/${items[0]?.id}/block`);
});

test("filters are saved as a segment, which lists, is changed, and is kept while a rule asks for it", async ({
  openTab,
}) => {
  const { api } = company.owner;
  const vip = await api.post<{ id: string }>("/labels", { name: "VIP" });
  const { items } = await api.get<{ items: Customer[] }>("/customers?q=bea");
  const [bea] = items;
  if (!bea) throw new Error("No Bea.");
  const thread = await company.threadOf(bea.identities[0]?.externalId ?? "");
  await api.post(`/threads/${thread.id}/labels`, { labelId: vip.id });
  // A segment in use is kept, and one that is gone is told.
  const page = await openTab({ expected: /status of (409|404)/ });
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers`);
  await expect(
    page.getByRole("button", { name: "Save as segment" }),
  ).toBeHidden();
  await page.getByRole("search").getByRole("searchbox").fill("a");
  await expect(page).toHaveURL(/q=a$/);

  await page.getByRole("button", { name: "Save as segment" }).click();
  const form = page.getByRole("dialog", { name: "Save as segment" });
  await expect(form.getByLabel("Contains")).toHaveValue("a");
  await form.getByLabel("Contains").fill("");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Choose at least one filter.")).toBeVisible();
  await form.getByLabel("Contains").fill("bea");
  await form.getByLabel("Name").fill("The Beas");
  await form.getByRole("combobox", { name: "Share with" }).press("Enter");
  await page.getByRole("option", { name: "All teammates" }).press("Enter");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  await expect(page).toHaveURL(/\/customers\?segment=[0-9a-f-]{36}$/);
  await expect(rows(page)).toHaveText(["Bea Second"]);

  const chosen = page.getByRole("button", { name: "Segment: The Beas" });
  await chosen.click();
  const panel = page.getByRole("dialog", { name: "Segments" });
  const row = panel.getByRole("button", { name: /^The Beas/ });
  await expect(row).toContainText("1 customer");
  await expectAccessible(page);
  await panel.getByRole("button", { name: "More for The Beas" }).click();
  await page.getByRole("menuitem", { name: "Edit segment…" }).click();
  const edit = page.getByRole("dialog", { name: "Edit segment" });
  await edit.getByLabel("Contains").fill("anna");
  await edit.getByLabel("Name").fill("The Annas");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(
    page.getByRole("button", { name: "Segment: The Annas" }),
  ).toBeVisible();
  await expect(rows(page)).toHaveText(["anna First"]);

  // A rule asks for it: then it stays.
  const id = new URL(page.url()).searchParams.get("segment") ?? "";
  const { items: channels } = await api.get<{
    items: { id: string; name: string }[];
  }>("/channels");
  const channel = channels[0];
  const to = { type: "agent", id: company.owner.id };
  await api.patch(`/channels/${channel?.id}`, {
    route: { rules: [{ name: "Annas", when: { segment: [id] }, to }] },
  });
  const remove = async () => {
    await page.getByRole("button", { name: /^Segment: / }).click();
    await panel.getByRole("button", { name: "More for The Annas" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Delete" })
      .click();
  };
  await remove();
  await expect(
    page.getByText(/The rule “Annas” of .+ uses this segment/),
  ).toBeVisible();
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.goto(`${company.app.url}/reports?segment=${id}`);
  await expect(page.getByRole("combobox", { name: "Customers" })).toHaveText(
    "The Annas",
  );
  await expectNoSidewaysScroll(page);

  await api.patch(`/channels/${channel?.id}`, { route: { rules: [] } });
  await page.goto(`${company.app.url}/customers?segment=${id}`);
  await remove();
  await expect(page).toHaveURL(/\/customers$/);
  await page.goto(`${company.app.url}/customers?segment=${id}`);
  await expect(page.getByText("This segment isn’t available")).toBeVisible();
  await page.getByRole("button", { name: "Show all customers" }).click();
  await expect(rows(page)).toHaveCount(3);
});
