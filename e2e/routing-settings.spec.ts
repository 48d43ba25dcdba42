import { readFile } from "node:fs/promises";
import type { Channel } from "#contract/channels/channel.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { queueRow, SOON } from "./harness/board.ts";
import { bringSession, sitDown } from "./harness/desk.ts";
import { choose, save } from "./harness/form.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive } from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/**
 * Routing as supervisors and admins set it: hours, rules, overflow, why here,
 * what if. One file, since its stories share a company: to start one takes longer
 * than most of them.
 */

const pageId = PAGES[0].pageId;
const WIDE = { width: 1366, height: 860 };
const NARROW = { width: 360, height: 740 };
let company: TestCompany;
let sue: Colleague;
let anna: Colleague;
let ben: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  sue = await company.colleague("Sue", "supervisor");
  anna = await company.colleague("Anna");
  ben = await company.colleague("Ben");
});
test.afterAll(() => company.close());

const channelPath = () => `/settings/channels/${company.channel.id}`;

test("out of hours: along the chain to the unassigned, foretold by What if, told by Why here, and alerted", async ({
  openTab,
}) => {
  const backup = await company.queue([anna], { name: "Backup", maxWaiting: 0 });
  await company.queue([], {
    name: "Evening",
    overflow: { type: "queue", id: backup.id },
  });
  const page = await openTab({ viewport: WIDE });
  await sitDown(page, company.app.url, sue, channelPath());
  const office = page.locator("section", {
    has: page.getByRole("heading", { name: "Office hours", exact: true }),
  });
  await office
    .getByRole("radio", { name: "Custom hours" })
    .check({ force: true });
  await office.getByRole("button", { name: "24/7" }).click();
  await expect(office.getByText("Open now")).toBeVisible();
  await office.getByText("Holidays and override").click();
  await choose(page, office.getByLabel("Override"), "Closed");
  await expect(
    office.getByText("Closed", { exact: true }).first(),
  ).toBeVisible();
  await choose(page, office.getByLabel("Closed", { exact: true }), "Evening");
  await office
    .getByLabel("Message to the customer")
    .first()
    .fill("We are closed. Back at nine.");
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  const asked = async () => {
    await page.getByRole("button", { name: "Run test" }).click();
    return page.getByRole("region", { name: "Result" });
  };
  await sitDown(page, company.app.url, sue, "/settings/what-if");
  const answer = await asked();
  await expect(answer).toContainText("Closed");
  await expect(answer).toContainText("Evening · no one is logged in");
  await expect(answer).toContainText("Backup · the queue is full");
  await expect(answer).toContainText("Unassigned; supervisors get an alert");
  await expect(answer).toContainText("We are closed. Back at nine.");
  await expectAccessible(page);

  await sitDown(page, company.app.url, sue, "/board");
  await expect(page.getByRole("region", { name: "Alerts" })).toContainText(
    "No alerts",
  );
  const cleo = await company.simulator.person("Cleo Night");
  await company.simulator.write(pageId, cleo.personId, { text: "Anybody?" });
  const alert = page
    .getByRole("list", { name: "Alerts" })
    .getByRole("listitem")
    .filter({ hasText: "Cleo Night" });
  await expect(alert).toContainText("Unassigned: no one else to ask", SOON);
  await expect(alert).toContainText(
    "Evening: no one is logged in → Backup: the queue is full",
  );
  await expect(alert.getByText("New", { exact: true })).toBeVisible();
  await expect(queueRow(page, "Unassigned")).toContainText(
    /Waiting\s*1(?!\d)/,
    SOON,
  );
  await expectAccessible(page);
  await expect
    .poll(async () =>
      (await company.simulator.chat(pageId, cleo.personId)).messages.map(
        ({ text }) => text,
      ),
    )
    .toContain("We are closed. Back at nine.");

  await alert.getByRole("link", { name: "Cleo Night" }).click();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Why here?" }).click();
  const why = page.getByRole("dialog", { name: "Why here?" });
  await expect(why).toContainText("Became unassigned");
  await expect(why).toContainText("Hours: Closed.");
  await expect(why).toContainText("Evening · no one is logged in");
  await expect(why).toContainText("Backup · the queue is full");
  await expectAccessible(page);
  const saving = page.waitForEvent("download");
  await why.getByRole("button", { name: "Export history" }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^trail-[\w-]+\.csv$/);
  const trail = await readFile(await file.path(), "utf8");
  expect(trail).toContain("Cleo Night");
  expect(trail).not.toContain("Anybody?");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("why here");
  await page.getByRole("option", { name: "Why here?" }).click();
  await expect(why).toBeVisible();

  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: { hours: null, closed: null, closedMessage: null },
  });
});

test("rules: the first that fits wins, moved by keys, tried before they are saved", async ({
  openTab,
}) => {
  await company.queue([anna], { name: "First timers" });
  await company.queue([anna], { name: "Everybody" });
  const page = await openTab({ viewport: WIDE });
  await sitDown(page, company.app.url, sue, channelPath());
  for (const name of ["First timers", "Everybody"]) {
    await page.getByRole("button", { name: "Add a rule" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a rule" });
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog).toContainText("Add at least one condition.");
    await dialog.getByLabel("Name").fill(`To ${name}`);
    // Only the conditions that were added stand in the rule.
    await choose(page, dialog.getByLabel("Add a condition"), "Language");
    await dialog
      .getByRole("button", { name: "Remove condition: Language" })
      .click();
    await choose(
      page,
      dialog.getByLabel("Add a condition"),
      "Returning customer",
    );
    await choose(
      page,
      dialog.getByRole("combobox", { name: "Returning customer" }),
      "No, first contact",
    );
    await choose(page, dialog.getByLabel("Send to"), name);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog).toBeHidden();
  }
  const rules = page
    .getByRole("list", { name: "Routing rules" })
    .getByRole("listitem");
  await expect(rules.nth(0)).toContainText("1.To First timers");
  const handle = page.getByRole("button", {
    name: "Move To Everybody: drag, or use the arrow keys",
  });
  await handle.focus();
  await page.keyboard.press("ArrowUp");
  await expect(rules.nth(0)).toContainText("1.To Everybody");
  await expect(handle).toBeFocused();

  await page.getByRole("button", { name: "Test rules" }).click();
  const tried = page.getByRole("dialog", { name: "Test these rules" });
  await tried.getByRole("button", { name: "Run test" }).click();
  await expect(tried).toContainText("To Everybody · matches");
  await expect(tried).toContainText(
    "Everybody · no one is logged in · stays here",
  );
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  const thread = await arrive(company, "Rule Tester");
  const everybody = (await company.owner.api.all<Queue>("/queues")).find(
    ({ name }) => name === "Everybody",
  );
  expect(thread.routedTo).toEqual({ type: "queue", id: everybody?.id });

  // Dragged back: the other one wins again, for those who come afterwards.
  await page
    .getByRole("button", {
      name: "Move To First timers: drag, or use the arrow keys",
    })
    .dragTo(rules.nth(0));
  await expect(rules.nth(0)).toContainText("1.To First timers");
  await company.owner.api.patch<Channel>(`/channels/${company.channel.id}`, {
    route: { rules: [] },
  });
});

test("a loop is refused at its field, and a queue's page saves what it shows", async ({
  openTab,
}) => {
  const north = await company.queue([anna], { name: "North" });
  await company.queue([ben], {
    name: "South",
    overflow: { type: "queue", id: north.id },
  });
  const page = await openTab({ viewport: WIDE, expected: /422/ });
  await sitDown(page, company.app.url, sue, "/settings/queues");
  await page.getByRole("link", { name: "North" }).click();
  const overflow = page.getByRole("combobox", { name: "Overflow to" });
  await choose(page, overflow, "South");
  await save(page);
  await expect(page.getByRole("alert").first()).toContainText(
    "This would create a loop.",
  );
  await expect(overflow).toHaveAttribute("aria-invalid", "true");
  await choose(page, overflow, "Nowhere: keep waiting here");

  await page.getByRole("combobox", { name: "Strategy" }).click();
  await page.getByRole("option", { name: /^Best group, round robin/ }).click();
  await page.getByLabel("Anna’s skill group").fill("2");
  await page.getByLabel("Wait for a busy group for").fill("45");
  await page.getByLabel("After waiting for").fill("5");
  await choose(
    page,
    page.getByRole("combobox", { name: "Unit" }).last(),
    "minutes",
  );
  await choose(
    page,
    page.getByRole("combobox", { name: "Outcome" }),
    "Required",
  );
  await save(page);
  const outcomes = page.getByLabel("Outcomes");
  await expect(outcomes).toHaveAttribute("aria-invalid", "true");
  await outcomes.fill("Sold\n\nQuestion answered\nSold");
  await page.getByText("More settings").click();
  await page.getByLabel("Limit per agent").fill("4");
  await expectAccessible(page);
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await sue.api.get<Queue>(`/queues/${north.id}`)).toMatchObject({
    strategy: "skill_round_robin",
    widenSeconds: 45,
    members: [{ agentId: anna.id, skillGroup: 2 }],
    maxWaitSeconds: 300,
    agentLimit: 4,
    overflow: null,
    wrapUpForm: {
      outcome: "required",
      outcomes: ["Sold", "Question answered"],
      note: "off",
    },
  });
});

test("a holiday calendar closes the page on its day", async ({ openTab }) => {
  const page = await openTab({ viewport: WIDE });
  await sitDown(page, company.app.url, sue, "/settings/holidays");
  await page.getByRole("button", { name: "New calendar" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New calendar" });
  await dialog.getByLabel("Name", { exact: true }).fill("Festivals");
  await dialog.getByRole("button", { name: "Add a day" }).click();
  await dialog.getByLabel("Holiday", { exact: true }).fill("Moon festival");
  await dialog.getByLabel("Last day").fill("2001-01-01");
  await save(page);
  await expect(dialog).toContainText("The last day must be after the first.");
  await dialog.getByLabel("Last day").fill("");
  await dialog.getByLabel("Every year").check();
  await expectAccessible(page);
  await save(page);
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole("list", { name: "Holiday calendars" }),
  ).toContainText("next: Moon festival");

  await company.queue([anna], { name: "Holiday desk" });
  await sitDown(page, company.app.url, sue, channelPath());
  const office = page.locator("section", {
    has: page.getByRole("heading", { name: "Office hours", exact: true }),
  });
  await office
    .getByRole("radio", { name: "Custom hours" })
    .check({ force: true });
  await office.getByRole("button", { name: "24/7" }).click();
  // The day was chosen by this machine's calendar.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await office.getByLabel("Time zone").fill(zone);
  await office.getByRole("checkbox", { name: "Festivals" }).check();
  await expect(office.getByText(/^Holiday, opens/)).toBeVisible();
  await choose(
    page,
    office.getByLabel("Holiday", { exact: true }),
    "Holiday desk",
  );
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const thread = await arrive(company, "Holly Day");
  const desk = (await sue.api.all<Queue>("/queues")).find(
    ({ name }) => name === "Holiday desk",
  );
  expect(thread.routedTo?.id).toBe(desk?.id);
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: { hours: null, holiday: null },
  });
});

test("the board is for supervisors; a department's hours and the company's settings are kept", async ({
  openTab,
}) => {
  const page = await openTab({ viewport: WIDE, expected: /403/ });
  await sitDown(page, company.app.url, ben, "/board");
  await expect(
    page.getByRole("heading", { name: "You don’t have access to this page" }),
  ).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole("link", { name: "Board" })).toBeHidden();

  await sitDown(page, company.app.url, company.owner, "/settings/departments");
  await page.getByRole("button", { name: "New department" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New department" });
  await dialog.getByLabel("Name", { exact: true }).fill("Night shift");
  await dialog
    .getByRole("radio", { name: "Custom hours" })
    .check({ force: true });
  await dialog.getByRole("button", { name: "Add a break on Monday" }).click();
  await dialog.getByLabel("Monday, from").fill("20:00");
  await dialog.getByLabel("Monday, to").fill("04:00");
  await expect(dialog.getByText("next day")).toBeVisible();
  await dialog
    .getByRole("button", {
      name: "Copy Monday’s hours to the other open days",
    })
    .click();
  await expectAccessible(page);
  await save(page);
  await expect(dialog).toBeHidden();
  const [department] = await company.owner.api.all<{
    schedule: { week: unknown[]; breaks: unknown[] };
  }>("/departments");
  expect(department?.schedule.week).toContainEqual({
    day: 5,
    from: "20:00",
    to: "04:00",
  });
  expect(department?.schedule.breaks).toHaveLength(5);

  await sitDown(page, company.app.url, company.owner, "/settings/routing");
  await page.getByLabel("Set to Away after inactivity of").fill("15");
  await page
    .getByLabel("Alert supervisors if no one is available for")
    .fill("10");
  const offline = page.getByRole("radiogroup", {
    name: "Conversations without a queue, when their owner goes offline",
  });
  await offline
    .getByRole("radio", { name: /when the customer writes/ })
    .click();
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await company.owner.api.get("/settings/routing")).toMatchObject({
    idleMinutes: 15,
    nobodyMinutes: 10,
    silentMinutes: 5,
    ownerOffline: "on_next_message",
  });

  await sitDown(page, company.app.url, company.owner, "/settings/ring-groups");
  await page.getByRole("button", { name: "New ring group" }).first().click();
  const group = page.getByRole("dialog", { name: "New ring group" });
  await group.getByLabel("Name", { exact: true }).fill("Front desk");
  await group.getByText("When an owner goes offline").click();
  await group.getByRole("radio", { name: /^Keep all/ }).click();
  await expectAccessible(page);
  await save(page);
  await expect(group).toBeHidden();
  expect(await company.owner.api.all("/ring-groups")).toMatchObject([
    { name: "Front desk", ownerOffline: "keep", ringSeconds: 20 },
  ]);

  await sitDown(page, company.app.url, company.owner, channelPath());
  await page.getByText("Capacity and reopening").click();
  await page.getByLabel("Reopen if they write within").fill("2");
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const { id } = company.channel;
  expect(await company.owner.api.get(`/channels/${id}`)).toMatchObject({
    reopenHours: 48,
  });
});

test("greeting, questions and menu are written to Meta, and a customer taps one", async ({
  openTab,
}) => {
  const { simulator } = company;
  const page = await openTab({
    viewport: WIDE,
    // A link that Meta refuses.
    expected: /status of 422/,
  });
  await sitDown(page, company.app.url, sue, channelPath());
  const card = page.locator("section", {
    has: page.getByRole("heading", { name: "Greeting and menu" }),
  });
  await card.getByRole("button", { name: "Show and edit" }).click();
  await card.getByLabel("Greeting", { exact: true }).fill("Hello!");
  for (const [number, text] of ["Prices?", "Open now?"].entries()) {
    await card.getByRole("button", { name: "Add a question" }).click();
    await card.getByLabel(`Question ${number + 1}`).fill(text);
  }
  await card.getByRole("button", { name: "Move up: Open now?" }).press("Enter");
  await expect(card.getByLabel("Question 1")).toHaveValue("Open now?");
  await card.getByRole("button", { name: "Add a menu item" }).click();
  await card.getByLabel("Title of item 1").fill("Talk to a person");
  await card.getByRole("button", { name: "Add a menu item" }).click();
  await card.getByLabel("Title of item 2").fill("Shop");
  await card.getByLabel("Link of item 2").fill("https://intranet");
  await choose(page, card.getByLabel("Add a language"), "Chinese (Taiwan)");
  await card.getByLabel("Greeting", { exact: true }).fill("你好！");
  await card.getByRole("button", { name: "Save to Meta" }).click();
  // The refused link is in the other language, which comes to the front.
  await expect(card.getByRole("alert")).toContainText("valid URL");
  await card.getByLabel("Link of item 2").fill("https://lumen.example/shop");
  await card.getByRole("button", { name: "Save to Meta" }).click();
  await expect(page.getByText("Saved to Meta.")).toBeVisible();
  await expect(card.getByText("Meta has the same texts.")).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);

  const { personId } = await simulator.person("Mia Menu");
  const messenger = await openTab({ viewport: WIDE });
  await messenger.goto(simulator.url);
  await messenger.getByRole("button", { name: /Mia Menu/ }).click();
  await expect(messenger.getByText("Hello!")).toBeVisible();
  await messenger.getByLabel("Menu of the page").click();
  await expect(messenger.getByRole("link", { name: "Shop" })).toBeVisible();
  await messenger.getByLabel("Menu of the page").click();
  await messenger.getByRole("button", { name: "Open now?" }).click();
  await expect
    .poll(async () => (await simulator.chat(pageId, personId)).messages.length)
    .toBe(1);
  await sitDown(page, company.app.url, sue, "/inbox");
  await expect(page.getByText("Mia Menu").first()).toBeVisible(SOON);
  await expect(page.getByText("Open now?").first()).toBeVisible();
});

test("every page of it breaks no rule and fits a phone", async ({
  openTab,
}) => {
  test.setTimeout(150_000);
  const queue = await company.queue([anna], { name: "Pocket" });
  await company.route(company.channel, "queue", queue.id);
  await arrive(company, "Pia Pocket");
  const page = await openTab({
    viewport: NARROW,
    hasTouch: true,
    isMobile: true,
    colorScheme: "dark",
  });
  await bringSession(page, company.app.url, company.owner);
  for (const [path, shown] of [
    ["/board", "People"],
    [`/settings/queues/${queue.id}`, "Distribution"],
    [channelPath(), "Routing rules"],
    ["/settings/holidays", "Days off shared by several schedules"],
    ["/settings/what-if", "Run test"],
    ["/settings/routing", "Unanswered conversations"],
  ] as const) {
    await test.step(path, async () => {
      await page.goto(company.app.url + path);
      await expect(page.getByText(shown).first()).toBeVisible(SOON);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });
  }
  await page.goto(`${company.app.url}/board`);
  await page
    .getByRole("button", { name: /^Show Pocket’s conversations/ })
    .tap();
  await expect(
    page.getByRole("region", { name: "Pocket’s conversations" }),
  ).toContainText("Pia Pocket");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
