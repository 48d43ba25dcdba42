import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { startCompany, type TestCompany } from "./harness/company.ts";
import { expectAccessible } from "./harness/axe.ts";
import { bubble, sitDown } from "./harness/desk.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Things that belong to departments: notes about customers, own fields and labels; and a queue that requires a label. */

const pageId = PAGES[0].pageId;
/** The server refuses to close without a label, which the browser writes down. */
const REFUSED = /422/;
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("a supervisor keeps a field, a note and a label to their department, and its queue asks for a label", async ({
  openTab,
}) => {
  test.setTimeout(240_000);
  const mei = await company.colleague("Mei");
  const { api } = company.owner;
  const { id: departmentId } = await api.post<{ id: string }>("/departments", {
    name: "Sales",
    memberIds: [mei.id],
  });
  const queue = await company.queue([mei]);
  await company.route(company.channel, "queue", queue.id);
  const { personId, psids } = await company.simulator.person("Nora Note");
  await company.simulator.write(pageId, personId, { text: "A quote, please" });
  const { id, customer } = await company.threadOf(psids[pageId] ?? "");
  await mei.api.post(`/threads/${id}/take`);

  // The settings: a category, a field and a label of Sales, and a queue that requires a label.
  const boss = await openTab();
  await sitDown(
    boss,
    company.app.url,
    company.owner,
    "/settings/note-categories",
  );
  await boss.getByRole("button", { name: "New category" }).first().click();
  const category = boss.getByRole("dialog", { name: "New category" });
  await category.getByLabel("Name").fill("Complaints");
  await expectAccessible(boss);
  await category.getByRole("button", { name: "Save" }).click();
  await expect(boss.getByText("Complaints")).toBeVisible();
  for (const [page, button, name] of [
    ["customer-fields", "New field", "Credit"],
    ["labels", "New label", "Quote"],
  ] as const) {
    await boss.goto(`${company.app.url}/settings/${page}`);
    await boss.getByRole("button", { name: button }).first().click();
    const dialog = boss.getByRole("dialog", { name: button });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("checkbox", { name: "Sales" }).check();
    await expectAccessible(boss);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    await expect(boss.getByText("Sales")).toBeVisible();
  }
  await boss.goto(`${company.app.url}/settings/queues/${queue.id}`);
  const asks = boss.getByRole("combobox", { name: "Label" });
  await asks.focus();
  await boss.keyboard.press("Enter");
  await boss.getByRole("option", { name: "Required" }).press("Enter");
  await boss.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(() => api.get(`/queues/${queue.id}`))
    .toMatchObject({ wrapUpForm: { label: "required" } });

  // An agent of Sales writes a note for Sales, and one for herself.
  await mei.api.patch(`/customers/${customer.id}`, {
    fields: { Credit: "Pays late" },
  });
  const desk = await openTab({ expected: REFUSED });
  await sitDown(desk, company.app.url, mei, `/inbox/${id}`);
  await expect(bubble(desk, "A quote, please")).toBeVisible();
  const notes = desk.getByRole("region", { name: "Notes" });
  const field = notes.getByRole("textbox", { name: "Add note" });
  const choose = async (what: string, option: string) => {
    await notes.getByRole("combobox", { name: what, exact: true }).focus();
    await desk.keyboard.press("Enter");
    await desk.getByRole("option", { name: option }).press("Enter");
  };
  await field.fill("Was told 10 %");
  await choose("Category", "Complaints");
  await choose("Who can read it", "Department: Sales");
  await expectAccessible(desk);
  await notes.getByRole("button", { name: "Add note" }).click();
  await expect(notes.getByText("Only Sales")).toBeVisible();
  await field.fill("Call her first");
  await choose("Who can read it", "Only you");
  await expect(notes.getByText(/No teammate can read it/)).toBeVisible();
  await notes.getByRole("button", { name: "Add note" }).click();
  await expect(notes.getByText("Call her first")).toBeVisible();
  await choose("Filter notes by category", "Complaints");
  await expect(notes.getByText("Call her first")).toBeHidden();
  await expect(notes.getByText("Was told 10 %")).toBeVisible();

  // The owner reads the note of Sales, and not the one that Mei keeps to herself.
  await boss.goto(`${company.app.url}/customers/${customer.id}`);
  const seen = boss.getByRole("region", { name: "Notes" });
  await expect(seen.getByText("Was told 10 %")).toBeVisible();
  await expect(seen.getByText("Call her first")).toBeHidden();
  await expect(boss.getByText("Pays late")).toBeVisible();

  // Mei leaves Sales: the field goes from her open screen, and the label is no longer offered.
  await expect(desk.getByText("Pays late")).toBeVisible();
  await api.patch(`/departments/${departmentId}`, { memberIds: [] });
  await expect(desk.getByText("Pays late")).toBeHidden({ timeout: 20_000 });
  const byLabel = desk.getByRole("menuitem", { name: "Label", exact: true });
  const filters = desk.getByRole("button", { name: "Filter and sort" });
  await filters.click();
  await expect(desk.getByRole("menu")).toBeVisible();
  await expect(byLabel).toHaveCount(0);
  await desk.keyboard.press("Escape");
  expect(
    (await mei.api.get<Customer>(`/customers/${customer.id}`)).fields,
  ).toEqual({});
  await api.patch(`/departments/${departmentId}`, { memberIds: [mei.id] });
  await expect(desk.getByText("Pays late")).toBeVisible({ timeout: 20_000 });
  await filters.click();
  await expect(byLabel).toBeVisible();
  await desk.keyboard.press("Escape");

  // Closing asks for a label, in the dialog that closes.
  await expect(bubble(desk, "A quote, please")).toBeVisible();
  await desk.getByRole("button", { name: "Close", exact: true }).click();
  const closing = desk.getByRole("dialog", { name: "Close conversation" });
  await closing.getByRole("button", { name: "Close conversation" }).click();
  await expect(closing.getByRole("alert")).toContainText("Add a label");
  await expectAccessible(desk);
  // A hand that is faster than the server: the label is still on its way.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await desk.route(/\/threads\/[^/]+\/labels$/, async (route) => {
    await held;
    await route.continue();
  });
  await closing.getByRole("checkbox", { name: "Quote" }).check();
  await closing.getByRole("button", { name: "Close conversation" }).click();
  await expect(closing.getByRole("alert")).toHaveCount(0);
  letGo();
  await expect(closing).toBeHidden();
  const thread = () => mei.api.get<Thread>(`/threads/${id}`);
  await expect.poll(async () => (await thread()).status).toBe("closed");
  expect((await thread()).labels.map(({ name }) => name)).toEqual(["Quote"]);
});
