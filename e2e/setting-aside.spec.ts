import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  lamp,
  log,
  openDesk,
  openThread,
  press,
  rowOf,
  showView,
} from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { clearDesks, openTeam, takenBy } from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** Ways out of the list: no reply needed, archive, spam, deletion; and what an emptied list offers. */

let company: TestCompany;
let mei: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, sue } = await openTeam({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei]));
test.afterAll(() => company.close());

test("no reply needed ends the wait, the archive takes what is closed, and a text is found", async ({
  openTab,
}) => {
  await takenBy(company, mei, "Tess Thanks", "Perfect, thank you!");
  const page = await openDesk(openTab, company, mei);
  await openThread(page, "Tess Thanks");
  await expect(rowOf(page, "Tess Thanks")).toContainText("Waiting");
  await press(page, "w");
  await expect(rowOf(page, "Tess Thanks")).not.toContainText("Waiting");
  await expect(log(page)).toContainText("needing no reply");
  await press(page, "z");
  await expect(rowOf(page, "Tess Thanks")).toContainText("Waiting");
  await expect(log(page)).toContainText("You undid “No reply needed”");
  await press(page, "w");
  await expect(rowOf(page, "Tess Thanks")).not.toContainText("Waiting");

  await page.keyboard.press("Control+f");
  const find = page.getByRole("search", { name: "Find in conversation" });
  await find.getByRole("searchbox").fill("PERFECT");
  await expect(find).toContainText("1 of 1");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();

  await press(page, "e");
  await expect(page.getByText("Conversation closed")).toBeVisible();
  await press(page, "y");
  await showView(page, "Archived");
  await expect(
    page.getByRole("list", { name: "Archived" }).getByRole("link"),
  ).toContainText("Archived");
});

test("a conversation is marked as spam and unmarked, deleted by a supervisor, and restored", async ({
  openTab,
}) => {
  const { id } = await takenBy(company, mei, "Dora Delete", "Win a prize");
  const meisDesk = await openDesk(openTab, company, mei);
  await openThread(meisDesk, "Dora Delete");
  const more = (page: Page) =>
    page.getByRole("button", { name: "More actions" }).click();
  await more(meisDesk);
  await expect(meisDesk.getByRole("menuitem", { name: "Delete" })).toHaveCount(
    0,
  );
  await meisDesk.getByRole("menuitem", { name: "Mark as spam" }).click();
  await expect(meisDesk.getByText("The customer is blocked.")).toBeVisible();
  await meisDesk.getByRole("button", { name: "Undo" }).click();
  await expect(log(meisDesk)).toContainText("You reopened the conversation");
  await log(meisDesk)
    .getByRole("button", { name: /earlier events/ })
    .click();
  await expect(log(meisDesk)).toContainText("unblocked the customer");

  const sues = await openTab();
  await bringSession(sues, company.app.url, sue);
  await sues.goto(`${company.app.url}/inbox/${id}`);
  await expect(lamp(sues)).toHaveText("Live");
  await more(sues);
  await sues.getByRole("menuitem", { name: "Delete" }).click();
  await expect(sues.getByText("can be restored for 30 days")).toBeVisible();
  // At once also for whoever had it open.
  await expect(rowOf(meisDesk, "Dora Delete")).toHaveCount(0);

  await sues.goto(`${company.app.url}/settings/deleted`);
  const list = sues.getByRole("list", { name: "Deleted conversations" });
  await expect(list).toContainText("Dora Delete");
  await expectAccessible(sues);
  await list
    .getByRole("button", { name: "Restore the conversation with Dora Delete" })
    .click();
  await expect(sues.getByText("Conversation restored")).toBeVisible();
  await expect(list).toHaveCount(0);
  await sues.goto(`${company.app.url}/inbox/${id}`);
  await expect(log(sues)).toContainText("Win a prize");
});

test("an empty list leads to the view with work, in the list and after the last close", async ({
  openTab,
}) => {
  const { id } = await takenBy(company, mei, "Uma Unassigned");
  await mei.api.post(`/threads/${id}/release`);
  await takenBy(company, mei, "Lena Last");
  const page = await openDesk(openTab, company, mei);
  await openThread(page, "Lena Last");
  await showView(page, "Mine");
  const linksOf = (view: string) =>
    page.getByRole("list", { name: view, exact: true }).getByRole("link");
  await expect(linksOf("Mine")).toHaveCount(1);
  await press(page, "Shift+E");
  const offers = page.getByRole("button", { name: "1 waits in Unassigned" });
  // In the list and in the place of the conversation, where Enter follows it.
  await expect(offers).toHaveCount(2);
  await expect(offers.last()).toBeFocused();
  await expect(page.getByText("No conversations in this list")).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(offers.first()).toBeInViewport();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await offers.last().press("Enter");
  await expect(linksOf("Unassigned")).toContainText("Uma Unassigned");
  await expect(offers).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(log(page)).toHaveAccessibleName(/Uma Unassigned/);
});
