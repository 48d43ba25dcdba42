import type { Locator, Page } from "@playwright/test";
import type { Channel, Queue, Thread } from "#contract/shapes.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { bringSession, lamp } from "./harness/desk.ts";
import { openHouse } from "./harness/house.ts";
import type { Colleague, House } from "./harness/house.ts";
import { openScreen } from "./harness/screen.ts";
import type { Screen } from "./harness/screen.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Routing as supervisors and admins meet it: settings, the live board, why here, what if. */

const pageId = PAGES[0].pageId;
const WIDE = { width: 1366, height: 860 };
const NARROW = { width: 360, height: 740 };
// Changes are told within a second, and told once a second at most.
const SOON = { timeout: 15_000 };
let house: House;
let sue: Colleague;
let anna: Colleague;
let ben: Colleague;
/** Anna's open console. */
let screen: Screen;

test.beforeAll(async ({ postgres }) => {
  house = await openHouse({ postgres });
  sue = await house.colleague("Sue", "supervisor");
  anna = await house.colleague("Anna");
  ben = await house.colleague("Ben");
  screen = await openScreen(house.app.url, anna);
});
test.afterAll(async () => {
  screen.close();
  await house.close();
});

async function at(page: Page, path: string, who = sue): Promise<void> {
  await bringSession(page, house.app.url, who);
  await page.goto(house.app.url + path);
  await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
}

/** Somebody new writes to the page: their thread. */
async function newcomer(name: string, text = "Hello"): Promise<Thread> {
  const person = await house.simulator.person(name);
  await house.simulator.write(pageId, person.personId, { text });
  return house.threadOf(person.psids[pageId] ?? "");
}

function queueRow(page: Page, name: string): Locator {
  return page
    .getByRole("list", { name: "Queues" })
    .getByRole("listitem")
    .filter({ hasText: name });
}

function personRow(page: Page, name: string): Locator {
  return page
    .getByRole("list", { name: "People" })
    .getByRole("listitem")
    .filter({ hasText: name });
}

async function choose(page: Page, field: Locator, option: string) {
  await field.click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

const channelPath = () => `/settings/channels/${house.channel.id}`;
const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();

test("out of hours: along the chain to the unassigned, foretold by What if, told by Why here, and alerted", async ({
  openTab,
}) => {
  const backup = await house.queue([anna], { name: "Backup", maxWaiting: 0 });
  await house.queue([], {
    name: "Evening",
    overflow: { type: "queue", id: backup.id },
  });
  const page = await openTab({ viewport: WIDE });
  await at(page, channelPath());
  const office = page.locator("section", {
    has: page.getByRole("heading", { name: "Office hours", exact: true }),
  });
  await office.getByRole("radio", { name: "Own hours" }).check({ force: true });
  await office.getByRole("button", { name: "Around the clock" }).click();
  await expect(office.getByText("Open now")).toBeVisible();
  await office.getByText("Holidays and switch by hand").click();
  await choose(page, office.getByLabel("Switch by hand"), "Closed");
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
    await page.getByRole("button", { name: "Work it out" }).click();
    return page.getByRole("region", { name: "Then" });
  };
  await at(page, "/settings/what-if");
  const answer = await asked();
  await expect(answer).toContainText("Closed");
  await expect(answer).toContainText("Evening · nobody is logged in");
  await expect(answer).toContainText("Backup · the queue is full");
  await expect(answer).toContainText("Unassigned; supervisors are told");
  await expect(answer).toContainText("We are closed. Back at nine.");
  await expectAccessible(page);

  await at(page, "/board");
  await expect(page.getByRole("region", { name: "Alerts" })).toContainText(
    "Nothing needs you",
  );
  const cleo = await house.simulator.person("Cleo Night");
  await house.simulator.write(pageId, cleo.personId, { text: "Anybody?" });
  const alert = page
    .getByRole("list", { name: "Alerts" })
    .getByRole("listitem")
    .filter({ hasText: "Cleo Night" });
  await expect(alert).toContainText(
    "Unassigned: nobody is asked any more",
    SOON,
  );
  await expect(alert).toContainText(
    "Evening: nobody is logged in → Backup: the queue is full",
  );
  await expect(alert.getByText("New", { exact: true })).toBeVisible();
  await expect(queueRow(page, "Unassigned")).toContainText(
    /Waiting\s*1(?!\d)/,
    SOON,
  );
  await expectAccessible(page);
  await expect
    .poll(async () =>
      (await house.simulator.chat(pageId, cleo.personId)).messages.map(
        ({ text }) => text,
      ),
    )
    .toContain("We are closed. Back at nine.");

  await alert.getByRole("link", { name: "Cleo Night" }).click();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Why here?" }).click();
  const why = page.getByRole("dialog", { name: "Why here?" });
  await expect(why).toContainText("Became unassigned");
  await expect(why).toContainText("The office: Closed.");
  await expect(why).toContainText("Evening · nobody is logged in");
  await expect(why).toContainText("Backup · the queue is full");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("why here");
  await page.getByRole("option", { name: "Why here?" }).click();
  await expect(why).toBeVisible();

  await house.owner.api.patch(`/channels/${house.channel.id}`, {
    route: { hours: null, closed: null, closedMessage: null },
  });
});

test("rules: the first that fits wins, moved by keys, tried before they are saved", async ({
  openTab,
}) => {
  await house.queue([anna], { name: "First timers" });
  await house.queue([anna], { name: "Everybody" });
  const page = await openTab({ viewport: WIDE });
  await at(page, channelPath());
  for (const name of ["First timers", "Everybody"]) {
    await page.getByRole("button", { name: "Add a rule" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a rule" });
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog).toContainText("Give at least one condition.");
    await dialog.getByLabel("Name").fill(`To ${name}`);
    await choose(
      page,
      dialog.getByLabel("Wrote before"),
      "No, for the first time",
    );
    await choose(page, dialog.getByLabel("Goes to"), name);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog).toBeHidden();
  }
  const rules = page
    .getByRole("list", { name: "Rules before the destination" })
    .getByRole("listitem");
  await expect(rules.nth(0)).toContainText("1.To First timers");
  const handle = page.getByRole("button", {
    name: "Move To Everybody: drag, or the arrow keys",
  });
  await handle.focus();
  await page.keyboard.press("ArrowUp");
  await expect(rules.nth(0)).toContainText("1.To Everybody");
  await expect(handle).toBeFocused();

  await page.getByRole("button", { name: "Try it" }).click();
  const tried = page.getByRole("dialog", { name: "Where would it go?" });
  await tried.getByRole("button", { name: "Work it out" }).click();
  await expect(tried).toContainText("To Everybody · fits");
  await expect(tried).toContainText("Everybody · stays here");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  const thread = await newcomer("Rule Tester");
  const everybody = (await house.owner.api.all<Queue>("/queues")).find(
    ({ name }) => name === "Everybody",
  );
  expect(thread.routedTo).toEqual({ type: "queue", id: everybody?.id });

  // Dragged back: the other one wins again, for those who come afterwards.
  await page
    .getByRole("button", {
      name: "Move To First timers: drag, or the arrow keys",
    })
    .dragTo(rules.nth(0));
  await expect(rules.nth(0)).toContainText("1.To First timers");
  await house.owner.api.patch<Channel>(`/channels/${house.channel.id}`, {
    route: { rules: [] },
  });
});

test("the board moves when a customer writes and when an agent goes away; queues pause and resume", async ({
  openTab,
}) => {
  const sales = await house.queue([anna, ben], { name: "Sales" });
  await house.route(house.channel, "queue", sales.id);
  await anna.api.patch("/me/presence", { presence: "available" });
  const page = await openTab({ viewport: WIDE });
  await at(page, "/board");
  const row = queueRow(page, "Sales");
  await expect(row).toContainText(/Waiting\s*0(?!\d)/);
  await newcomer("Dora Live");
  await expect(row).toContainText(/Waiting\s*1(?!\d)/, SOON);
  await expect(row.locator("time")).toHaveText(/^0:\d\d$/);
  const first = await row.locator("time").textContent();
  await expect(row.locator("time")).not.toHaveText(first ?? "");

  await expect(personRow(page, "Anna")).toContainText("Available", SOON);
  await expect(row).toContainText(/Free\s*1\/2/, SOON);
  await anna.api.patch("/me/presence", {
    presence: "away",
    text: "Lunch",
    message: "back at two",
  });
  await expect(personRow(page, "Anna")).toContainText(
    /Lunch · back at two · 0:\d\d/,
    SOON,
  );
  await expect(row).toContainText(/Free\s*0\/2/, SOON);

  // A supervisor's hands: status, and the log-in to a queue.
  const menu = page.getByRole("button", { name: "Actions for Anna" });
  await menu.click();
  await expectAccessible(page);
  await page.getByRole("menuitemradio", { name: "Available" }).click();
  await expect(personRow(page, "Anna")).toContainText(
    "Available · set by a supervisor",
    SOON,
  );
  await menu.click();
  await page.getByRole("menuitemcheckbox", { name: "Sales" }).click();
  await expect(personRow(page, "Anna")).toContainText(
    "logged out of Sales",
    SOON,
  );
  await expect(row).toContainText(/Free\s*0\/1/, SOON);

  const actions = page.getByRole("button", { name: "Actions for Sales" });
  await actions.click();
  await page.getByRole("menuitem", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause Sales" });
  await choose(page, dialog.getByLabel("For how long"), "15 minutes");
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

test("several conversations are moved by keys alone; what cannot go says why", async ({
  openTab,
}) => {
  const care = await house.queue([anna], { name: "Care" });
  await house.queue([anna], { name: "Notes wanted", noteRequired: true });
  await house.route(house.channel, "queue", care.id);
  await anna.api.patch("/me/presence", { presence: "available" });
  const threads = [
    await newcomer("Eve Move"),
    await newcomer("Finn Move"),
    await newcomer("Gil Stay"),
  ];
  const page = await openTab({ viewport: WIDE });
  await at(page, "/board");
  await page
    .getByRole("button", { name: "Show the conversations of Care" })
    .focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: "Conversations of Care" });
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
    "Eve Move: This queue wants a note with every transfer.",
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

test("a loop is refused at its field, and a queue's page saves what it shows", async ({
  openTab,
}) => {
  const north = await house.queue([anna], { name: "North" });
  await house.queue([ben], {
    name: "South",
    overflow: { type: "queue", id: north.id },
  });
  const page = await openTab({ viewport: WIDE, expected: /422/ });
  await at(page, "/settings/queues");
  await page.getByRole("link", { name: "North" }).click();
  const overflow = page.getByRole("combobox", { name: "Hand on to" });
  await choose(page, overflow, "South");
  await save(page);
  await expect(page.getByRole("alert").first()).toContainText(
    "Conversations would come back here in a circle.",
  );
  await expect(overflow).toHaveAttribute("aria-invalid", "true");
  await choose(page, overflow, "Nowhere: it goes on waiting here");

  await page.getByRole("combobox", { name: "Strategy" }).click();
  await page.getByRole("option", { name: /^Best group, round robin/ }).click();
  await page.getByLabel("Skill group of Anna").fill("2");
  await page.getByLabel("After waiting for").fill("5");
  await choose(
    page,
    page.getByRole("combobox", { name: "Unit" }).last(),
    "minutes",
  );
  await page.getByText("More settings").click();
  await page.getByLabel("At most for one person").fill("4");
  await expectAccessible(page);
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await sue.api.get<Queue>(`/queues/${north.id}`)).toMatchObject({
    strategy: "skill_round_robin",
    members: [{ agentId: anna.id, skillGroup: 2 }],
    maxWaitSeconds: 300,
    agentLimit: 4,
    overflow: null,
  });
});

test("a holiday calendar closes the page on its day", async ({ openTab }) => {
  const page = await openTab({ viewport: WIDE });
  await at(page, "/settings/holidays");
  await page.getByRole("button", { name: "New calendar" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New calendar" });
  await dialog.getByLabel("Name", { exact: true }).fill("Festivals");
  await dialog.getByRole("button", { name: "Add a day" }).click();
  await dialog.getByLabel("What it is").fill("Moon festival");
  await dialog.getByLabel("Last day").fill("2001-01-01");
  await save(page);
  await expect(dialog).toContainText("The last day comes after the first.");
  await dialog.getByLabel("Last day").fill("");
  await dialog.getByLabel("Every year").check();
  await expectAccessible(page);
  await save(page);
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole("list", { name: "Holiday calendars" }),
  ).toContainText("next: Moon festival");

  await house.queue([anna], { name: "Holiday desk" });
  await at(page, channelPath());
  const office = page.locator("section", {
    has: page.getByRole("heading", { name: "Office hours", exact: true }),
  });
  await office.getByRole("radio", { name: "Own hours" }).check({ force: true });
  await office.getByRole("button", { name: "Around the clock" }).click();
  // The day was chosen by this machine's calendar.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await office.getByLabel("Time zone").fill(zone);
  await office.getByRole("checkbox", { name: "Festivals" }).check();
  await expect(office.getByText(/^Holiday, opens/)).toBeVisible();
  await choose(
    page,
    office.getByLabel("On a holiday", { exact: true }),
    "Holiday desk",
  );
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const thread = await newcomer("Holly Day");
  const desk = (await sue.api.all<Queue>("/queues")).find(
    ({ name }) => name === "Holiday desk",
  );
  expect(thread.routedTo?.id).toBe(desk?.id);
  await house.owner.api.patch(`/channels/${house.channel.id}`, {
    route: { hours: null, holiday: null },
  });
});

test("the board is for supervisors; a department's hours and the house's settings are kept", async ({
  openTab,
}) => {
  const page = await openTab({ viewport: WIDE, expected: /403/ });
  await at(page, "/board", ben);
  await expect(page).toHaveURL(/\/inbox/);
  await expect(page.getByRole("link", { name: "Board" })).toBeHidden();

  await at(page, "/settings/departments", house.owner);
  await page.getByRole("button", { name: "New department" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New department" });
  await dialog.getByLabel("Name", { exact: true }).fill("Night shift");
  await dialog.getByRole("radio", { name: "Own hours" }).check({ force: true });
  await dialog.getByRole("button", { name: "Add a break on Monday" }).click();
  await dialog.getByLabel("Monday, from").fill("20:00");
  await dialog.getByLabel("Monday, to").fill("04:00");
  await expect(dialog.getByText("next day")).toBeVisible();
  await dialog
    .getByRole("button", {
      name: "Same hours as Monday on the other open days",
    })
    .click();
  await expectAccessible(page);
  await save(page);
  await expect(dialog).toBeHidden();
  const [department] = await house.owner.api.all<{
    schedule: { week: unknown[]; breaks: unknown[] };
  }>("/departments");
  expect(department?.schedule.week).toContainEqual({
    day: 5,
    from: "20:00",
    to: "04:00",
  });
  expect(department?.schedule.breaks).toHaveLength(5);

  await at(page, "/settings/routing", house.owner);
  await page.getByLabel("Away without mouse or key after").fill("15");
  await save(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await house.owner.api.get("/settings/routing")).toMatchObject({
    idleMinutes: 15,
    silentMinutes: 5,
  });
});

test("every page of it breaks no rule and fits a phone", async ({
  openTab,
}) => {
  test.setTimeout(150_000);
  const queue = await house.queue([anna], { name: "Pocket" });
  await house.route(house.channel, "queue", queue.id);
  await newcomer("Pia Pocket");
  const page = await openTab({
    viewport: NARROW,
    hasTouch: true,
    isMobile: true,
    colorScheme: "dark",
  });
  await bringSession(page, house.app.url, house.owner);
  for (const [path, shown] of [
    ["/board", "People"],
    [`/settings/queues/${queue.id}`, "How conversations are given out"],
    [channelPath(), "Rules before the destination"],
    ["/settings/holidays", "Days that several office hours share"],
    ["/settings/what-if", "Work it out"],
    ["/settings/routing", "Owners who do not answer"],
  ] as const) {
    await test.step(path, async () => {
      await page.goto(house.app.url + path);
      await expect(page.getByText(shown).first()).toBeVisible(SOON);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });
  }
  await page.goto(`${house.app.url}/board`);
  await page
    .getByRole("button", { name: /^Show the conversations of Pocket/ })
    .tap();
  await expect(
    page.getByRole("region", { name: "Conversations of Pocket" }),
  ).toContainText("Pia Pocket");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
