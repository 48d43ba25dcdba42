import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible } from "./harness/axe.ts";
import { lamp, openThread, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The customer beside a conversation and on a page of their own: details, contact data, duplicates, notes. */

const pageId = PAGES[0].pageId;
const NAME = "Lena Long";
let company: TestCompany;
let thread: Thread;
let personId: string;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  const { psids, ...person } = await company.simulator.person(NAME);
  ({ personId } = person);
  await company.simulator.write(pageId, personId, { text: "The very first" });
  thread = await company.threadOf(psids[pageId] ?? "");
});
test.afterAll(() => company.close());

test("a customer's name and details are edited, and everybody sees it", async ({
  openTab,
}) => {
  const otto = await company.colleague("Otto");
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, NAME);
  const pane = page.getByRole("complementary", { name: "Customer details" });
  await pane.getByRole("button", { name: "Edit customer" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit customer" });
  await dialog.getByRole("button", { name: "Add field" }).click();
  await dialog
    .getByRole("textbox", { name: "Field", exact: true })
    .fill("Order");
  await dialog
    .getByRole("textbox", { name: "Order", exact: true })
    .fill("LO-7741");
  const accountOwner = dialog.getByRole("combobox", { name: "Account owner" });
  await accountOwner.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "Otto" }).press("Enter");
  await expect(accountOwner).toHaveText("Otto");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(pane.getByText("LO-7741")).toBeVisible();
  await expect(pane.getByText("Otto", { exact: true })).toBeVisible();
  const saved = await company.owner.api.get<Customer>(
    `/customers/${thread.customer.id}`,
  );
  expect(saved.fields).toEqual({ Order: "LO-7741" });
  expect(saved.accountOwnerId).toBe(otto.id);

  // Nothing is said of stages before there is one; then open screens have it.
  const stage = pane.getByRole("combobox", { name: "Customer stage" });
  await expect(stage).toBeHidden();
  const { id: stageId } = await company.owner.api.post<{ id: string }>(
    "/customer-stages",
    { name: "Regular" },
  );
  await stage.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "Regular" }).press("Enter");
  await expect(stage).toHaveText("Regular");
  await expectAccessible(page);
  await expect
    .poll(() => company.owner.api.get(`/customers/${thread.customer.id}`))
    .toMatchObject({ stageId });
  // The customer asks to be left alone: their page says so, and the composer does before anything is sent.
  const at = `/customers/${thread.customer.id}`;
  await page.goto(company.app.url + at);
  const consent = page.getByRole("region", { name: "Consent" });
  await expect(consent.getByText("Nothing recorded")).toHaveCount(2);
  await consent.getByRole("button", { name: "Record consent" }).click();
  const form = page.getByRole("dialog", { name: /^Record consent of/ });
  await expect(form.getByRole("radio", { name: "Withdrawn" })).toBeChecked();
  await form.getByLabel("Note").fill("Asked on the phone");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Record consent" }).click();
  await expect(form).toBeHidden();
  await expect(consent.getByText("Asked on the phone").first()).toBeVisible();
  await page.goto(`${company.app.url}/inbox/${thread.id}`);
  await expect(page.getByText(/doesn’t want to be contacted/)).toBeVisible();
  await company.owner.api.post(`${at}/consents`, {
    purpose: "contact",
    given: true,
  });
  await expect(page.getByText(/doesn’t want to be contacted/)).toBeHidden();
});

test("on a customer's page an email is verified, and a duplicate is dismissed, suggested again and merged", async ({
  openTab,
}) => {
  const twin = await company.simulator.person("Lena Twin");
  await company.simulator.write(pageId, twin.personId, { text: "Me again" });
  const other = await company.threadOf(twin.psids[pageId] ?? "");
  const { api } = company.owner;
  for (const { customer } of [thread, other])
    await api.patch(`/customers/${customer.id}`, { email: "lena@example.com" });
  const check = { key: "email", reason: "Called back" };
  await api.post(`/customers/${other.customer.id}/verify`, check);
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers/${thread.customer.id}`);
  const section = page.getByRole("region", { name: "May be the same person" });
  await expect(section).toContainText("same email, claimed");
  await page.getByRole("button", { name: "Verify email" }).click();
  const dialog = page.getByRole("dialog", { name: "Verify this email?" });
  await dialog.getByRole("button", { name: "Verify" }).click();
  await expect(dialog).toContainText("Say how you checked it.");
  await expectAccessible(page);
  await dialog.getByLabel("How did you check it?").fill("Showed an ID");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/^Verified by /)).toBeVisible();
  await expect(page.getByText("Showed an ID")).toBeVisible();
  await expect(section).toContainText("same verified email");
  await expectAccessible(page);
  await section.getByRole("button", { name: /^Not the same person/ }).click();
  await expect(section.getByRole("status")).toContainText("suggested again");
  await section.getByRole("button", { name: /^Undo/ }).press("Enter");
  await expect(section.getByRole("status")).toHaveCount(0);
  await section.getByRole("button", { name: /^Same person/ }).click();
  await expect(page.getByText("Customers merged")).toBeVisible();
  await expect(section).toHaveCount(0);

  // The other's name stays as an alias, their address leads here, and the search finds both names.
  await page.goto(`${company.app.url}/customers/${other.customer.id}`);
  await expect(page).toHaveURL(new RegExp(thread.customer.id));
  await expect(page.getByText("Also known as")).toBeVisible();
  await expect(page.getByText("Lena Twin")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("ControlOrMeta+k");
  await page
    .getByRole("dialog", { name: "Commands" })
    .getByRole("combobox")
    .fill("lena twin");
  await expect(
    page.getByRole("option", { name: /Also known as Lena Twin/ }),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove alias Lena Twin" }).click();
  await page
    .getByRole("alertdialog", { name: "Remove the alias Lena Twin?" })
    .getByRole("button", { name: "Remove" })
    .click();
  await expect(page.getByText("Also known as")).toHaveCount(0);

  // Beside the conversation stands what came earlier: nothing of this one, until it is closed and opened again.
  await page.goto(`${company.app.url}/inbox/${thread.id}`);
  await expect(lamp(page)).toHaveText("Live");
  const earlier = page.getByRole("region", { name: "Earlier" });
  const sessions = earlier.getByRole("list", { name: "This conversation" });
  const others = earlier.getByRole("list", { name: "Other conversations" });
  await expect(others.getByRole("listitem")).toContainText("Me again");
  await expect(others.getByRole("listitem")).toContainText("Open");
  await expect(sessions).toHaveCount(0);
  await api.post(`/threads/${thread.id}/close`);
  await company.simulator.write(pageId, personId, { text: "One more thing" });
  await expect(sessions.getByRole("listitem")).toContainText("The very first");
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expectAccessible(page);
  await others.getByRole("link").press("Enter");
  await expect(page).toHaveURL(new RegExp(`/inbox/${other.id}$`));
  await expect(others.getByRole("listitem")).toContainText("One more thing");
});

test("what is typed about one customer stays with them", async ({
  openTab,
}) => {
  const [one, other] = ["Nina Note", "Nora Next"] as const;
  for (const name of [one, other]) {
    const { personId, psids } = await company.simulator.person(name);
    await company.simulator.write(pageId, personId, { text: "Me too" });
    await company.threadOf(psids[pageId] ?? "");
  }
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, one);
  const pane = page.getByRole("complementary", { name: "Customer details" });
  const note = pane.getByRole("textbox", { name: "Add note" });
  await note.fill("Likes oak");
  await openThread(page, other);
  await expect(pane).toContainText(other);
  await expect(note).toHaveValue("");
  await openThread(page, one);
  await expect(note).toHaveValue("Likes oak");
  await pane.getByRole("button", { name: "Add note" }).click();
  await expect(
    pane.getByRole("listitem").filter({ hasText: "Likes oak" }),
  ).toBeVisible();
  await expect(note).toHaveValue("");

  // Saved while another customer is opened: it is not there again, to be saved twice.
  const answering = Promise.withResolvers<void>();
  await page.route("**/notes", async (route) => {
    if (route.request().method() === "POST") await answering.promise;
    await route.continue();
  });
  await note.fill("Called back");
  await note.press("Control+Enter");
  await note.press("Control+Enter");
  await openThread(page, other);
  answering.resolve();
  await openThread(page, one);
  const saved = pane.getByRole("listitem").filter({ hasText: "Called back" });
  await expect(saved).toHaveCount(1);
  await expect(note).toHaveValue("");
});

test("contact data is masked on an open screen, revealed by a click, and hidden again by right", async ({
  openTab,
}) => {
  const { owner } = company;
  const rosa = await company.colleague("Rosa");
  const email = "lena.long@example.org";
  await owner.api.patch(`/customers/${thread.customer.id}`, { email });
  await owner.api.post(`/threads/${thread.id}/take`, { force: true });
  await owner.api.post(`/threads/${thread.id}/transfer`, {
    to: { type: "agent", id: rosa.id },
    mode: "force",
    confirm: true, // she has not come in yet
  });
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, rosa);
  await openThread(page, NAME);
  const pane = page.getByRole("complementary", { name: "Customer details" });
  await expect(pane.getByRole("link", { name: email })).toBeVisible();

  const settings = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(settings, company.app.url, owner, "/settings/rights");
  const choose = async (choice: string, begins: RegExp) => {
    const select = settings.getByRole("combobox", {
      name: "Contact data for Agent",
    });
    await select.click();
    await settings.getByRole("option", { name: begins }).click();
    await expect(select).toHaveText(choice);
  };
  await choose("Masked until revealed", /^Masked until/);
  const reveal = pane.getByRole("button", { name: "Show contact data" });
  await expect(reveal).toBeVisible();
  await expect(pane.getByText("•••org", { exact: true })).toBeVisible();
  await expect(pane.getByText(email)).toHaveCount(0);
  await expectAccessible(page);
  await reveal.click();
  await expect(pane.getByRole("link", { name: email })).toBeVisible();

  await choose("Masked", /^Masked(?! until)/);
  await expect(pane.getByText("•••org", { exact: true })).toBeVisible();
  await expect(reveal).toHaveCount(0);
  await choose("Shown", /^Shown/);
  await expect(pane.getByRole("link", { name: email })).toBeVisible();
});
