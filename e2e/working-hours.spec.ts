import type { Page } from "@playwright/test";
import type { Agent } from "#contract/people/agent.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  bubble,
  lamp,
  log,
  openMessenger,
  openThread,
  rowOf,
  say,
  signInAt,
  sitDown,
} from "./harness/desk.ts";
import { connect, startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  arrive,
  card,
  clearDesks,
  ringIn,
  state,
  threadNamed,
} from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Working hours of people: given by an admin, felt by the agent, seen by colleagues. */

const NARROW = { width: 360, height: 740 };
let company: TestCompany;
let mei: Colleague;
let ben: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  mei = await company.colleague("Mei");
  ben = await company.colleague("Ben");
});
test.afterAll(() => company.close());

/** "Monday": the days in UTC from today on. */
function dayName(inDays: number): string {
  const day = new Date(Date.now() + inDays * 86_400_000);
  return new Intl.DateTimeFormat("en", {
    weekday: "long",
    timeZone: "UTC",
  }).format(day);
}

async function editMei(page: Page) {
  await page.getByRole("button", { name: "Edit Mei" }).click();
  return page.getByRole("dialog", { name: "Edit person" });
}

test("outside their hours nothing rings and colleagues read until when; a choice of one's own goes before", async ({
  openTab,
}) => {
  await clearDesks(company, [mei, ben]);
  await ringIn(company, [mei, ben], { strategy: "ring_all" });
  const [meis, bens] = [await openTab(), await openTab()];
  await sitDown(meis, company.app.url, mei);
  await sitDown(bens, company.app.url, ben);
  const admin = await openTab();
  await bringSession(admin, company.app.url, company.owner);
  await admin.goto(`${company.app.url}/settings/people`);
  await expect(lamp(admin)).toHaveText("Live");

  const dialog = await editMei(admin);
  const hours = dialog.getByRole("group", { name: "Working hours" }).first();
  await hours
    .getByRole("radio", { name: "Custom hours" })
    .check({ force: true });
  await hours.getByLabel("Time zone").fill("UTC");
  await hours.getByRole("button", { name: "24/7" }).click();
  await expect(hours.getByText("At work", { exact: true })).toBeVisible();
  for (const inDays of [-1, 0, 1])
    await hours
      .getByRole("button", {
        name: `Remove 00:00–24:00 on ${dayName(inDays)}`,
      })
      .click();
  await expect(hours.getByText(/^Off until /)).toBeVisible();
  await expectAccessible(admin);
  await admin.setViewportSize(NARROW);
  await expectNoSidewaysScroll(admin);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();

  const notice = meis.getByText("Your working hours are over.");
  await expect(notice).toBeVisible();
  await expectAccessible(meis);
  await arrive(company, "Nina Night", "Is anybody there?");
  await expect(card(bens, "Nina Night")).toBeVisible();
  await expect(card(meis, "Nina Night")).toHaveCount(0);
  await card(bens, "Nina Night")
    .getByRole("button", { name: "Accept" })
    .click();
  await expect(log(bens)).toContainText("Is anybody there?");
  await bens.getByRole("button", { name: "Transfer" }).click();
  const targets = bens.getByRole("dialog", { name: "Transfer conversation" });
  await expect(targets.getByRole("radio", { name: /Mei/ })).toContainText(
    /Outside working hours until /,
  );
  await expect(targets.getByRole("radio", { name: /Mei/ })).toBeDisabled();
  await bens.keyboard.press("Escape");

  // Staying on is one click, and stands.
  await meis.getByRole("button", { name: "Go available" }).click();
  await expect(notice).toHaveCount(0);
  await meis
    .getByRole("button", { name: /status, appearance, sign out/ })
    .click();
  await expect(meis.getByText(/^Outside working hours until /)).toBeVisible();
  await expectAccessible(meis);
  await meis.keyboard.press("Escape");
  await arrive(company, "Omar Overtime", "One more");
  await expect(card(meis, "Omar Overtime")).toBeVisible();
});

test("when they begin, whom they hold is available again", async ({
  openTab,
}) => {
  await clearDesks(company, [mei, ben]);
  const meis = await openTab();
  await sitDown(meis, company.app.url, mei);
  const give = (week: object[]) =>
    company.owner.api.patch<Agent>(`/agents/${mei.id}`, {
      shift: { timeZone: "UTC", week },
      shiftEnds: "transfer_only",
    });
  await give([]);
  await expect(
    meis.getByText("Your status is now Transfers only"),
  ).toBeVisible();
  await give(
    [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: "00:00", to: "24:00" })),
  );
  await expect(meis.getByText("Your status is now")).toHaveCount(0);
  const { presence, presenceReason } = await mei.api.get<Agent>("/me");
  expect({ presence, presenceReason }).toEqual({
    presence: "available",
    presenceReason: "shift_began",
  });
});

test("an admin adds a reviewer of one page, who takes, answers and sees nothing else", async ({
  openTab,
}) => {
  const [, hidden] = PAGES;
  const { simulator, owner } = company;
  await connect(simulator, owner.api, hidden);
  await ringIn(company, [mei], { strategy: "manual" });
  const stranger = await simulator.person("Hugo Hidden");
  await simulator.write(hidden.pageId, stranger.personId, { text: "Secret" });
  await threadNamed(company, "Hugo Hidden");
  const login = { email: "meta.review@example.com", password: "let meta in" };

  const admin = await openTab({ expected: /422/ });
  await sitDown(admin, company.app.url, owner, "/settings/people");
  await admin.getByRole("button", { name: "Add a person" }).press("Enter");
  const dialog = admin.getByRole("dialog", { name: "Add a person" });
  const choose = async (field: string, option: string) => {
    await dialog.getByRole("combobox", { name: field }).press("Enter");
    await admin.getByRole("option", { name: option }).press("Enter");
  };
  await dialog.getByLabel("Name").fill("Meta Review");
  await dialog.getByLabel("Email").fill(login.email);
  await choose("Role", "Reviewer");
  await dialog.getByLabel("Password").fill(login.password);
  const channel = dialog.getByRole("combobox", { name: "Channel to review" });
  await dialog.getByLabel("Access ends").fill("2020-01-01T12:00");
  await choose("Channel to review", company.channel.name);
  await dialog.getByRole("button", { name: "Add", exact: true }).press("Enter");
  await expect(dialog.getByText("Choose a time in the future.")).toBeVisible();
  await dialog.getByLabel("Access ends").fill("");
  await expect(channel).toContainText(company.channel.name);
  await expectAccessible(admin);
  await admin.setViewportSize(NARROW);
  await expectNoSidewaysScroll(admin);
  await dialog.getByRole("button", { name: "Add", exact: true }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(
    admin.getByRole("listitem").filter({ hasText: "Meta Review" }),
  ).toContainText(new RegExp(`${company.channel.name} until `));

  const customer = await openTab();
  const reviewer = await openTab();
  const { personId } = await simulator.person("Vera Visible");
  await openMessenger(customer, company, PAGES[0].pageId, personId);
  await say(customer, "Is the lamp in stock?");
  await signInAt(reviewer, company.app.url, login);
  await openThread(reviewer, "Vera Visible");
  await expect(rowOf(reviewer, "Hugo Hidden")).toHaveCount(0);
  await reviewer.getByRole("button", { name: "Take" }).click();
  await expect(state(reviewer)).toContainText("Assigned to you");
  await say(reviewer, "Yes, three of them.");
  await expect(bubble(customer, "Yes, three of them.")).toBeVisible();
  await say(customer, "Great!");
  await expect(bubble(reviewer, "Great!")).toBeVisible();

  const main = reviewer.getByRole("navigation", { name: "Main menu" });
  await expect(main.getByRole("link", { name: "Customers" })).toHaveCount(0);
  await expect(main.getByRole("link", { name: "Board" })).toHaveCount(0);
  await expect(reviewer.getByRole("button", { name: "Transfer" })).toHaveCount(
    0,
  );
  await expectAccessible(reviewer);
  await reviewer.setViewportSize(NARROW);
  await expectNoSidewaysScroll(reviewer);
  await reviewer.goto(`${company.app.url}/customers`);
  await expect(
    reviewer.getByText("Your role doesn’t include this page."),
  ).toBeVisible();
  await reviewer.goto(`${company.app.url}/settings`);
  const settings = reviewer.getByRole("navigation", { name: "Settings" });
  await settings.getByRole("button", { name: "Profile" }).press("Enter");
  await expect(settings.getByRole("link")).toHaveText(["Profile"]);
  // Reviewers have no API tokens and no status, and no conversation rings for them.
  await expect(reviewer.getByLabel("New password")).toBeVisible();
  await expect(
    reviewer.getByRole("switch", { name: /API tokens/ }),
  ).toBeHidden();
  await main.getByRole("button", { name: /Meta Review/ }).press("Enter");
  const menu = reviewer.getByRole("menu");
  await expect(menu.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expect(menu.getByText("Available", { exact: true })).toHaveCount(0);
  await menu.getByRole("menuitem", { name: "Sign out" }).press("Enter");
  const leaving = reviewer.getByRole("dialog", { name: "Sign out" });
  await expect(leaving.getByText("Vera Visible")).toBeVisible();
  await expect(leaving.getByRole("button", { name: /Transfer/ })).toHaveCount(
    0,
  );
  // The channel has no reviewer again.
  await owner.api.delete(`/review/${company.channel.id}/reviewer`);
});

test("a reviewer follows the printed instructions to the letter, until the approval", async ({
  openTab,
}) => {
  test.setTimeout(180_000);
  const { simulator, owner } = company;
  await ringIn(company, [mei], { strategy: "manual" });
  const admin = await openTab();
  const channelPage = `/settings/channels/${company.channel.id}`;
  await sitDown(admin, company.app.url, owner, channelPage);
  await admin.getByRole("link", { name: "App review" }).press("Enter");
  await admin.getByRole("button", { name: "Create reviewer" }).press("Enter");
  await expect(
    admin.getByText("The password is shown only now."),
  ).toBeVisible();
  await expectAccessible(admin);
  await admin.setViewportSize(NARROW);
  await expectNoSidewaysScroll(admin);
  await admin.setViewportSize({ width: 1280, height: 800 });
  const printed = await admin
    .getByRole("region", { name: "Instructions for the reviewer" })
    .innerText();
  const [, address = ""] = /Open (\S+) in your browser/.exec(printed) ?? [];
  const [, email = "", password = "", signIn = ""] =
    /Enter the email (\S+) and the password (\S+), and select “(.+?)”/.exec(
      printed,
    ) ?? [];
  const [, pageId = ""] = /open https:\/\/m\.me\/(\d+)/.exec(printed) ?? [];
  const [, take = ""] =
    /Select “(.+?)”\. The conversation is now/.exec(printed) ?? [];
  const [, field = ""] =
    /Enter a reply in the “(.+?)” field/.exec(printed) ?? [];

  const reviewer = await openTab({ expected: /401/ });
  await reviewer.goto(address);
  await reviewer.getByLabel("Email").fill(email);
  await reviewer.getByLabel("Password").fill(password);
  await reviewer.getByRole("button", { name: signIn }).click();
  await expect(lamp(reviewer)).toHaveText("Live");
  const customer = await openTab();
  const { personId } = await simulator.person("Iris Inspector");
  await openMessenger(customer, company, pageId, personId);
  await say(customer, "Hello, this is a test.");
  await expect(rowOf(reviewer, "Iris Inspector")).toContainText(
    "this is a test",
  );
  await rowOf(reviewer, "Iris Inspector").click();
  await reviewer.getByRole("button", { name: take, exact: true }).click();
  await expect(state(reviewer)).toContainText("Assigned to you");
  await reviewer.getByRole("textbox", { name: field }).fill("We got it.");
  await reviewer.getByRole("textbox", { name: field }).press("Enter");
  await expect(bubble(customer, "We got it.")).toBeVisible();
  await reviewer
    .getByRole("heading", { name: "Iris Inspector" })
    .getByRole("link")
    .click();
  await expect(
    reviewer.getByRole("heading", { level: 1, name: "Iris Inspector" }),
  ).toBeVisible();
  await expect(
    reviewer.getByRole("heading", { name: "Conversations" }),
  ).toBeVisible();
  await expectAccessible(reviewer);
  await expect(reviewer.getByRole("button", { name: /Edit|Add/ })).toHaveCount(
    0,
  );

  await admin.getByRole("combobox", { name: "State" }).press("Enter");
  await admin.getByRole("option", { name: "Approved" }).press("Enter");
  await admin.getByRole("button", { name: "Save" }).press("Enter");
  await expect(admin.getByText("There’s no reviewer yet.")).toBeVisible();
  // The open page leads there.
  await expect(
    reviewer.getByRole("heading", { name: "Sign in" }),
  ).toBeVisible();
});
