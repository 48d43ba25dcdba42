import type { Queue } from "#contract/routing/queue.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { startMailSink } from "#server/pipeline/mail/test-sink.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { personRow, queueRow, SOON } from "./harness/board.ts";
import {
  bubble,
  log,
  openThread,
  rowOf,
  say,
  sitDown,
} from "./harness/desk.ts";
import { choose } from "./harness/form.ts";
import { connect, startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive } from "./harness/ringing.ts";
import { META_APP, PAGES } from "./harness/simulator.ts";
import { openScreen } from "./harness/screen.ts";
import type { Screen } from "./harness/screen.ts";
import { expect, test } from "./harness/test.ts";

/** The live board as a supervisor works with it, and a page that breaks and is repaired. */

const WIDE = { width: 1366, height: 860 };
const tea = PAGES[1];
let company: TestCompany;
let sue: Colleague;
let anna: Colleague;
let ben: Colleague;
/** Anna's open console. */
let screen: Screen;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  sue = await company.colleague("Sue", "supervisor");
  anna = await company.colleague("Anna");
  ben = await company.colleague("Ben");
  screen = await openScreen(company.app.url, anna);
});
test.afterAll(async () => {
  screen.close();
  await company.close();
});

test("the board moves when a customer writes and when an agent goes away; queues pause and resume", async ({
  openTab,
}) => {
  const sales = await company.queue([anna, ben], { name: "Sales" });
  await company.route(company.channel, "queue", sales.id);
  await anna.api.patch("/me/presence", { presence: "available" });
  const page = await openTab({ viewport: WIDE });
  await sitDown(page, company.app.url, sue, "/board");
  const row = queueRow(page, "Sales");
  await expect(row).toContainText(/Waiting\s*0(?!\d)/);
  await arrive(company, "Dora Live");
  await expect(row).toContainText(/Waiting\s*1(?!\d)/, SOON);
  await expect(row.locator("time")).toHaveText(/^0:\d\d$/);
  const first = await row.locator("time").textContent();
  await expect(row.locator("time")).not.toHaveText(first ?? "");

  await expect(personRow(page, "Anna")).toContainText("Available", SOON);
  await expect(row).toContainText(/Available\s*1\/2/, SOON);
  await anna.api.patch("/me/presence", {
    presence: "away",
    text: "Lunch",
    message: "back at two",
  });
  await expect(personRow(page, "Anna")).toContainText(
    /Lunch · back at two · 0:\d\d/,
    SOON,
  );
  await expect(row).toContainText(/Available\s*0\/2/, SOON);

  // A supervisor's hands: status, and the log-in to a queue, with a reason or without.
  const menu = page.getByRole("button", { name: "Actions for Anna" });
  await menu.click();
  await expectAccessible(page);
  await page.getByRole("menuitemradio", { name: "Available" }).click();
  const asked = page.getByRole("dialog", { name: "Set Anna to Available" });
  await asked.getByLabel(/^Reason/).fill("The shop is full");
  await expectAccessible(page);
  await asked.getByRole("button", { name: "Set status" }).click();
  await expect(personRow(page, "Anna")).toContainText(
    "Available · set by a supervisor",
    SOON,
  );
  await menu.click();
  await page.getByRole("menuitemcheckbox", { name: "Sales" }).click();
  await expect(
    page.getByRole("dialog", { name: "Log Anna out of Sales" }),
  ).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(personRow(page, "Anna")).toContainText(
    "logged out of Sales",
    SOON,
  );
  await expect(row).toContainText(/Available\s*0\/1/, SOON);

  const told = await anna.api.all<Alert>("/alerts?mine=true");
  expect(
    told.slice(0, 2).map(({ kind, detail }) => [kind, detail["why"]]),
  ).toEqual([
    ["login_set", null],
    ["presence_set", "The shop is full"],
  ]);

  const actions = page.getByRole("button", { name: "Actions for Sales" });
  await actions.click();
  await page.getByRole("menuitem", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause Sales" });
  await choose(page, dialog.getByLabel("Duration"), "15 minutes");
  await dialog.getByLabel(/Message to customers/).fill("Back soon");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(row).toContainText("Paused until", SOON);
  const { paused } = await sue.api.get<Queue>(`/queues/${sales.id}`);
  expect(paused?.message).toBe("Back soon");
  await actions.click();
  await page.getByRole("menuitem", { name: "Resume" }).click();
  await expect(row).not.toContainText("Paused", SOON);
  await anna.api.patch(`/me/queues/${sales.id}`, { loggedIn: true });
});

test("a report counts the day, and each number leads to its conversations", async ({
  openTab,
}) => {
  const returns = await company.queue([anna], { name: "Returns" });
  await company.route(company.channel, "queue", returns.id);
  const { id } = await arrive(company, "Rita Report");
  await anna.api.post(`/threads/${id}/take`);
  await anna.api.post(`/threads/${id}/close`);
  const page = await openTab({ viewport: { width: 360, height: 740 } });
  await sitDown(page, company.app.url, sue, "/board");
  await page.getByRole("link", { name: "Reports" }).click();
  await page.getByRole("radio", { name: "Queues" }).check();
  const row = page
    .getByRole("list", { name: "Queues" })
    .getByRole("listitem")
    .filter({ hasText: "Returns" });
  await expect(row.getByRole("link")).toHaveText([
    /^1New/,
    /^1Closed/,
    /Wait \(1\)/,
  ]);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await row.getByRole("link", { name: "Closed" }).click();
  await expect(
    page.getByRole("heading", { name: "Closed: Returns" }),
  ).toBeVisible();
  await page.reload();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: "Rita Report" }).click();
  await expect(page).toHaveURL(`${company.app.url}/inbox/${id}`);
});

test("on the full screen it stands alone, and its dialogs are still there", async ({
  openTab,
}) => {
  const queue = await company.queue([anna, ben], { name: "Wall" });
  const page = await openTab({ viewport: WIDE });
  await sitDown(page, company.app.url, sue, "/board");
  const row = queueRow(page, queue.name);
  await expect(row).toBeVisible(SOON);
  await page.getByRole("button", { name: "Full screen" }).click();
  const leave = page.getByRole("button", { name: "Exit full screen" });
  await expect(leave).toBeVisible();
  await expect
    .poll(async () => (await page.locator("h1").boundingBox())?.x ?? 99)
    .toBeLessThan(20);
  await page.getByRole("button", { name: `Actions for ${queue.name}` }).click();
  await page.getByRole("menuitem", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog", { name: `Pause ${queue.name}` });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await leave.click();
  await expect(
    page.getByRole("button", { name: "Full screen", exact: true }),
  ).toBeVisible();
});

test("several conversations are moved by keys alone; what cannot go says why", async ({
  openTab,
}) => {
  const care = await company.queue([anna], { name: "Care" });
  await company.queue([anna], { name: "Notes wanted", noteRequired: true });
  await company.route(company.channel, "queue", care.id);
  await anna.api.patch("/me/presence", { presence: "available" });
  const threads = [
    await arrive(company, "Eve Move"),
    await arrive(company, "Finn Move"),
    await arrive(company, "Gil Stay"),
  ];
  const page = await openTab({ viewport: WIDE });
  await sitDown(page, company.app.url, sue, "/board");
  await page.getByRole("button", { name: "Show Care’s conversations" }).focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: "Care’s conversations" });
  await panel.getByRole("checkbox", { name: "Select Eve Move" }).focus();
  await page.keyboard.press("Space");
  await panel.getByRole("checkbox", { name: "Select Finn Move" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("m");

  const dialog = page.getByRole("dialog", { name: "Move 2 conversations" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("searchbox").fill("Notes");
  await dialog.getByRole("radio", { name: /Notes wanted/ }).focus();
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Move", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText(
    "Eve Move: Add a note: this queue requires one for transfers.",
  );
  await expectAccessible(page);
  await dialog.getByRole("searchbox").fill("Anna");
  await dialog.getByRole("radio", { name: /Anna/ }).focus();
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Move", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("2 moved to Anna")).toBeVisible();
  const owners = async () =>
    Promise.all(
      threads.map(
        async ({ id }) =>
          (await sue.api.get<Thread>(`/threads/${id}`)).owner?.name ?? null,
      ),
    );
  await expect.poll(owners).toEqual(["Anna", "Anna", null]);
  await expect(panel.getByRole("listitem")).toHaveCount(1, SOON);

  // The mouse has its way too.
  await panel
    .getByRole("listitem")
    .filter({ hasText: "Gil Stay" })
    .dragTo(personRow(page, "Anna"));
  await expect.poll(owners, SOON).toEqual(["Anna", "Anna", "Anna"]);
});

test("a token ends at Meta: lights, banner and email say so, and after the repair what customers wrote meanwhile is there", async ({
  openTab,
}) => {
  const { app, owner, simulator } = company;
  const sink = await startMailSink();
  await owner.api.patch("/settings/mail", {
    host: "127.0.0.1",
    port: sink.port,
    from: "parley@acme.example",
  });
  const cora = await company.colleague("Cora");
  const queue = await company.queue([cora], { strategy: "manual" });
  const channel = await connect(simulator, owner.api, tea);
  await company.route(channel, "queue", queue.id);
  const olivia = await openTab();
  const agent = await openTab();
  const meta = await openTab();
  const subjects = () => sink.mails.map(({ subject }) => subject);
  const light = (name: string, state: string) =>
    olivia.getByText(`${name} · ${state}`);
  const banner = olivia.getByRole("status").filter({ hasText: tea.name });
  const turn = (label: string, to: string) =>
    meta
      .getByRole("region", { name: tea.name })
      .getByLabel(label, { exact: true })
      .selectOption(to);

  const { personId } = await simulator.person("Gwen Gap");
  const write = (text: string) =>
    simulator.write(tea.pageId, personId, { text });
  await test.step("a conversation is under way", async () => {
    await sitDown(olivia, app.url, owner);
    await sitDown(agent, app.url, cora);
    await write("Is the jasmine back?");
    await expect(rowOf(agent, "Gwen Gap")).toContainText("jasmine", SOON);
    await openThread(agent, "Gwen Gap");
    await say(agent, "I’ll have a look.");
    await expect(log(agent)).toContainText("You took the conversation", SOON);
  });

  await test.step("Meta no longer takes the token, and no webhook tells of what customers write", async () => {
    await meta.goto(`${simulator.url}/meta-side`);
    await turn("Token", "password");
    await turn("Webhooks", "dropped");
    await say(agent, "Yes, it is back.");
    await expect(bubble(agent, "Yes, it is back.")).toContainText(
      "token is no longer valid",
      SOON,
    );
    await write("And the green one?");
    await write("Two tins, please");
  });

  await test.step("the admin reads it on every page, in a mail, and on the lights", async () => {
    await expect(banner).toContainText(
      "Meta no longer accepts the page token.",
      SOON,
    );
    await expect.poll(subjects, SOON).toContain(`${tea.name} isn’t working`);
    await banner.getByRole("link", { name: "Fix it" }).click();
    await expect(light("Access token", "Not working")).toBeVisible(SOON);
    await olivia.getByRole("button", { name: "Test connection" }).click();
    await expect(light("Permissions", "Not known yet")).toBeVisible(SOON);
    await expectAccessible(olivia);
    await olivia.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(olivia);
    await olivia.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("a new token opens everything again, on the screens that are open", async () => {
    await turn("Webhooks", "normal");
    const { token } = await simulator.control<{ token: string }>(
      "POST",
      `/pages/${tea.pageId}/tokens`,
      { appId: META_APP.appId },
    );
    await olivia.getByRole("button", { name: "New page access token" }).click();
    const field = olivia.getByLabel("New page access token");
    await expect(field).toBeFocused();
    await field.fill(token);
    await olivia.getByRole("button", { name: "Save" }).click();
    await expect(light("Access token", "Working")).toBeVisible(SOON);
    await expect(banner).toBeHidden();
    await expect.poll(subjects, SOON).toContain(`${tea.name} works again`);
    await expect(bubble(agent, "And the green one?")).toBeVisible(SOON);
    await expect(bubble(agent, "Two tins, please")).toBeVisible();
    await say(agent, "Two tins are on their way.");
    await expect
      .poll(async () => {
        const { messages } = await simulator.chat(tea.pageId, personId);
        return messages.at(-1)?.text;
      }, SOON)
      .toBe("Two tins are on their way.");
    await olivia.goto(`${app.url}/board`);
    await expect(
      olivia.getByText(`2 missed messages recovered on ${tea.name}`),
    ).toBeVisible(SOON);
  });
  await sink.stop();
});
