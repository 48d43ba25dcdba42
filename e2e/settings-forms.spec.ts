import type { Queue } from "#contract/routing/queue.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { save } from "./harness/form.ts";
import { expect, test } from "./harness/test.ts";

/** What a supervisor types in the settings is not lost by a slip, nor by a teammate who saves the same page. */

let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("leaving with unsaved changes asks: by a link, by going back, and in a dialog by Escape", async ({
  openTab,
}) => {
  const queue = await company.queue([], { name: "Night shift" });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner, "/settings/queues");
  await page.getByRole("link", { name: "Night shift" }).click();
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Late shift");

  const question = page.getByRole("alertdialog", {
    name: "Leave without saving?",
  });
  const menu = page.getByRole("navigation", { name: "Settings" });
  await menu.getByRole("link", { name: "Labels" }).click();
  await question.getByRole("button", { name: "Stay on this page" }).click();
  await expect(question).toBeHidden();
  await expect(name).toHaveValue("Late shift");

  await page.evaluate(() => window.history.back());
  await question.getByRole("button", { name: "Stay on this page" }).click();
  await expect(name).toHaveValue("Late shift");

  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await menu.getByRole("link", { name: "Labels" }).click();
  await expect(page).toHaveURL(/\/settings\/labels$/);
  expect(
    await company.owner.api.get<Queue>(`/queues/${queue.id}`),
  ).toMatchObject({ name: "Late shift" });

  await page.getByRole("button", { name: "New label" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New label" });
  await dialog.getByLabel("Name").fill("Refund");
  await page.keyboard.press("Escape");
  const lost = page.getByRole("alertdialog", { name: "Discard your changes?" });
  await lost.getByRole("button", { name: "Keep editing" }).click();
  await expect(dialog.getByLabel("Name")).toHaveValue("Refund");
  await page.keyboard.press("Escape");
  await lost.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toBeHidden();
});

test("two people change one queue: each saves their own, and the other’s shows", async ({
  openTab,
}) => {
  const queue = await company.queue([], { name: "Returns" });
  const page = await openTab();
  const path = `/settings/queues/${queue.id}`;
  await sitDown(page, company.app.url, company.owner, path);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Returns and refunds");
  await company.owner.api.patch(path.replace("/settings", ""), {
    noteRequired: true,
    wrapUpSeconds: 30,
  });
  await expect(
    page.getByText("Someone else changed these settings."),
  ).toBeVisible();
  await expect(name).toHaveValue("Returns and refunds");
  await save(page);
  await expect
    .poll(() => company.owner.api.get<Queue>(`/queues/${queue.id}`))
    .toMatchObject({
      name: "Returns and refunds",
      noteRequired: true,
      wrapUpSeconds: 30,
    });
  await page.goto(`${company.app.url}/settings/audit`);
  const changes = page.getByRole("list", { name: "Audit log" });
  // The first entry names the one field that the page has changed, and leads there.
  const entry = changes.getByRole("listitem").first();
  await expect(entry).toContainText(/Returns and refunds.*Name/s);
  await entry.getByRole("link", { name: "Returns and refunds" }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  // What is gone is not linked.
  await company.owner.api.delete(path.replace("/settings", ""));
  await page.goto(`${company.app.url}/settings/audit`);
  await expect(entry).toContainText("Returns and refunds");
  await expect(changes.getByRole("link", { name: "Returns" })).toHaveCount(0);
});

test("a switch puts the team’s notes into exports: saved apart, live for other admins, and in the audit log", async ({
  openTab,
}) => {
  const anna = await company.colleague("Anna", "admin");
  const path = "/settings/retention";
  const [page, other] = [await openTab(), await openTab()];
  await sitDown(page, company.app.url, company.owner, path);
  await sitDown(other, company.app.url, anna, path);
  const name = "Include the team’s notes";
  await expect(other.getByRole("switch", { name })).not.toBeChecked();
  const form = page.locator("form", {
    has: page.getByRole("switch", { name }),
  });
  await form.getByRole("switch").click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("switch", { name })).toBeChecked();
  expect(await company.owner.api.get("/settings/privacy")).toEqual({
    exportNotes: true,
  });

  await other.goto(`${company.app.url}/settings/audit`);
  const changes = other.getByRole("list", { name: "Audit log" });
  const entry = changes.getByRole("listitem").first();
  await expect(entry).toContainText("Data and privacy");
  await entry.getByText(name).first().click();
  await expect(entry).toContainText("No → Yes");
  await entry.getByRole("link", { name: "Data and privacy" }).click();
  await expect(other.getByRole("switch", { name })).toBeChecked();
});

test("long lists are searched, invited people are marked, and a queue names what leads to it", async ({
  openTab,
}) => {
  for (let number = 1; number <= 14; number += 1)
    await company.owner.api.post("/agents", {
      name: `Agent ${String(number)}`,
      email: `agent.${String(number)}@example.com`,
    });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner, "/settings/people");
  const people = page.getByRole("list", { name: "People" });
  await page.getByRole("searchbox").fill("agent 13");
  await expect(people.getByRole("listitem")).toHaveCount(1);
  await expect(people.getByText(/Invite link until /)).toBeVisible();
  await page.getByRole("searchbox").fill("nobody of this name");
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(people.getByRole("listitem").first()).toBeVisible();

  const queue = await company.queue([], { name: "Complaints" });
  await company.route(company.channel, "queue", queue.id);
  await page.goto(`${company.app.url}/settings/queues/${queue.id}`);
  const sources = page.locator("section", {
    has: page.getByRole("heading", { name: "Where conversations come from" }),
  });
  await expect(
    sources.getByRole("link", { name: company.channel.name }),
  ).toBeVisible();
  await page.getByRole("combobox", { name: /Members/ }).click();
  await page.getByPlaceholder(/^Search \d+ entries$/).fill("agent 12");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("button", { name: "Remove Agent 12" }),
  ).toBeVisible();
});
