import type { Page } from "@playwright/test";
import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  lamp,
  log,
  openDesk,
  openThread,
  press,
  rowOf,
  say,
  showView,
} from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  arrive,
  clearDesks,
  openTeam,
  ringIn,
  takenBy,
  state,
} from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** People beside the owner: for whom it rings, who takes part, whose note pops up, who is mentioned. */

const NARROW = { width: 360, height: 740 };

let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let gus: Colleague;
let sue: Colleague;

/** As when another tab is chosen, or chosen no more: a headless browser keeps every tab in sight. */
async function turnAway(page: Page, isAway: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", {
        value: state,
        configurable: true,
      });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    isAway ? "hidden" : "visible",
  );
}

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, ben, gus, sue } = await openTeam({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei, ben, gus]));
test.afterAll(() => company.close());

test("a supervisor reads at whom it rings, as it changes", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben, gus], { strategy: "ring_all" });
  const [meisDesk, sues] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, sue),
  ];
  await openDesk(openTab, company, ben);
  await openDesk(openTab, company, gus);
  await arrive(company, "Ria Rung", "Anybody?");
  const row = rowOf(sues, "Ria Rung");
  await expect(row).toContainText("Ringing for Mei and 2 others");
  await openThread(sues, "Ria Rung");
  await expect(state(sues)).toContainText("Ringing for Mei and 2 others");
  await expect(rowOf(meisDesk, "Ria Rung")).toContainText(
    "Ringing for you and 2 others",
  );
  const thread = (await sue.api.all<Thread>("/threads")).find(
    ({ customer }) => customer.name === "Ria Rung",
  );
  await gus.api.post(`/offers/${thread?.id}/decline`);
  await expect(row).toContainText("Ringing for Mei and Ben");
  await mei.api.post(`/offers/${thread?.id}/decline`);
  await expect(state(sues)).toContainText("Ringing for Ben");
  await ben.api.post(`/offers/${thread?.id}/accept`);
  await expect(row).not.toContainText("Ringing");
});

test("a note by a supervisor pops up at the owner's, wherever they are", async ({
  openTab,
}) => {
  const thread = await takenBy(company, mei, "Wanda Whisper");
  const page = await openTab();
  await bringSession(page, company.app.url, mei);
  await page.goto(`${company.app.url}/settings/profile`);
  await expect(lamp(page)).toHaveText("Live");
  await sue.api.post(`/threads/${thread.id}/messages`, {
    kind: "note",
    text: "Offer her ten percent",
    clientId: "whisper-1",
  });
  const note = page.getByRole("article", { name: "Note from Sue" });
  await expect(note).toContainText("Offer her ten percent");
  // Its time stops under the pointer.
  await note.hover();
  await expectAccessible(page);
  // After a reload the unread card is there; the dismissed one is not.
  await page.reload();
  await expect(note).toContainText("Offer her ten percent");
  await note.getByRole("button", { name: "Open conversation" }).click();
  await expect(log(page)).toContainText("Offer her ten percent");
  await expect(note).toHaveCount(0);
  await page.reload();
  await expect(log(page)).toContainText("Offer her ten percent");
  await expect(lamp(page)).toHaveText("Live");
  await expect(note).toHaveCount(0);
});

test("somebody is asked along, reads and writes notes, and leaves", async ({
  openTab,
}) => {
  await takenBy(company, mei, "Paula Party", "Is the lamp in stock?");
  const [meisDesk, guses] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, gus),
  ];
  await expect(rowOf(guses, "Paula Party")).toHaveCount(0);
  await openThread(meisDesk, "Paula Party");
  await press(meisDesk, "i");
  const dialog = meisDesk.getByRole("dialog", {
    name: "People in this conversation",
  });
  await dialog.getByRole("searchbox").fill("gu");
  await dialog.getByRole("button", { name: /^Gus/ }).click();
  await expect(
    guses.getByText("Mei added you to the conversation with Paula Party"),
  ).toBeVisible();
  await expect(
    dialog.getByRole("list", { name: "Participants" }),
  ).toContainText("Gus");
  await expectAccessible(meisDesk);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(state(meisDesk)).toContainText("with Gus");
  await expect(log(meisDesk)).toContainText("You added Gus");

  await showView(guses, "Following");
  const mine = guses.getByRole("list", { name: "Following" }).first();
  await mine.getByRole("link", { name: /Paula Party/ }).click();
  await expect(log(guses)).toContainText("Is the lamp in stock?");
  await expect(
    guses.getByText("You can leave notes; Mei replies"),
  ).toBeVisible();
  // A disabled button gives its reason, by pointer, by keyboard and to a finger.
  const take = guses.getByRole("button", { name: "Take" });
  await expect(take).toBeDisabled();
  await expect(take).toHaveAccessibleDescription("Assigned to Mei");
  await take.focus();
  await guses.keyboard.press("Enter");
  await expect(
    guses.getByRole("listitem").filter({ hasText: "Assigned to Mei" }),
  ).toBeVisible();
  await guses.getByRole("tab", { name: "Note" }).click();
  const field = guses.getByRole("textbox", { name: "Note", exact: true });
  await field.fill("Ten are left");
  await field.press("Enter");
  // In the open conversation the note is read: no card says it again.
  await expect(log(meisDesk)).toContainText("Ten are left");
  await expect(
    meisDesk.getByRole("article", { name: "Note from Gus" }),
  ).toHaveCount(0);
  await expectAccessible(guses);

  await say(meisDesk, "Yes, ten.");
  await expect(log(guses)).toContainText("Yes, ten.");
  await guses.getByRole("button", { name: "More actions" }).click();
  await guses.getByRole("menuitem", { name: "Leave conversation" }).click();
  await expect(guses.getByText("You left the conversation")).toBeVisible();
  await expect(mine.getByRole("link")).toHaveCount(0);
  await expect(log(meisDesk)).toContainText("Gus left the conversation");
  await expect(state(meisDesk)).not.toContainText("with Gus");
});

test("a note about a customer mentions a teammate, whose notification leads to it", async ({
  openTab,
}) => {
  const { customer } = await takenBy(
    company,
    mei,
    "Cora Cared",
    "Can I pay by invoice?",
  );
  const meisDesk = await openDesk(openTab, company, mei);
  const path = `${company.app.url}/customers/${customer.id}`;
  await meisDesk.goto(path);
  const field = meisDesk.getByRole("textbox", { name: "Add note" });
  // Gus sees none of this customer’s conversations: he isn’t offered, and a mention that is typed is refused.
  await field.pressSequentially("@Gu");
  await expect(meisDesk.getByText("Who can read it")).toBeVisible();
  await expect(meisDesk.getByRole("option")).toHaveCount(0);
  await field.pressSequentially("s look");
  await expect(meisDesk.getByText("Gus can’t read this note.")).toBeVisible();
  await field.fill("");
  await field.pressSequentially("@su");
  await expect(meisDesk.getByRole("option", { name: /Sue/ })).toBeVisible();
  await field.press("Enter");
  await expect(field).toHaveValue("@Sue ");
  await field.pressSequentially("she pays by invoice");
  await expectAccessible(meisDesk);
  await meisDesk.getByRole("button", { name: "Add note" }).click();
  await expect(meisDesk.locator("strong", { hasText: "@Sue" })).toBeVisible();

  const sues = await openDesk(openTab, company, sue);
  await sues
    .getByRole("button", { name: /^Notifications, \d+ unread/ })
    .click();
  const notifications = sues.getByRole("dialog", { name: "Notifications" });
  await expect(notifications).toContainText("Cora Cared");
  await notifications
    .getByRole("button", { name: /Mei mentioned you in a customer note/ })
    .click();
  await expect(sues).toHaveURL(/\/customers\/.*note=/);
  await expect(sues.getByText("she pays by invoice")).toBeInViewport();
  await sues.getByRole("button", { name: /^Notifications/ }).click();
  await expect(
    notifications.getByRole("button", { name: /in a customer note/ }),
  ).not.toContainText("Unread:");
  await sues.keyboard.press("Escape");
  await sues.setViewportSize(NARROW);
  await expectNoSidewaysScroll(sues);
});

test("a note mentions a teammate, who sees who is there; a draft follows its author", async ({
  openTab,
}) => {
  await takenBy(company, mei, "Nora Named", "Do you ship to Oslo?");
  const meisDesk = await openDesk(openTab, company, mei);
  const guss = await openDesk(openTab, company, gus);
  await openThread(meisDesk, "Nora Named");

  await meisDesk.getByRole("tab", { name: "Note" }).click();
  const field = meisDesk.getByRole("textbox", { name: "Note", exact: true });
  await field.pressSequentially("@gu");
  await expect(meisDesk.getByRole("option", { name: /Gus/ })).toBeVisible();
  await field.press("Enter");
  await expect(field).toHaveValue("@Gus ");
  await field.pressSequentially("can we ship this?");
  await field.press("Enter");
  await expect(log(meisDesk).getByText("@Gus", { exact: true })).toBeVisible();

  const notice = guss.getByRole("article", { name: /Mei mentioned you/ });
  await expect(notice).toContainText("can we ship this?");
  // It is counted beside the menu; the list of notifications names the conversation.
  const bell = guss.getByRole("button", { name: /^Notifications, \d+ unread/ });
  await bell.click();
  const notifications = guss.getByRole("dialog", { name: "Notifications" });
  await expect(notifications).toContainText(
    "Mei mentioned you about Nora Named",
  );
  await expect(notifications).toContainText("can we ship this?");
  await expectAccessible(guss);
  await guss.keyboard.press("Escape");
  await showView(guss, "Mentions");
  await guss
    .getByRole("list", { name: "Mentions" })
    .getByRole("link", { name: /Nora Named/ })
    .click();
  await expect(
    meisDesk.getByRole("status", { name: /have|open/ }).getByText(/Gus/),
  ).toHaveText("Gus has this conversation open");
  // Opening the conversation reads its notifications, and dismisses the card.
  await expect(notice).toHaveCount(0);
  await guss.getByRole("button", { name: /^Notifications/ }).click();
  await expect(
    notifications.getByRole("button").filter({ hasText: "can we ship this?" }),
  ).not.toContainText("Unread:");
  await guss.keyboard.press("Escape");
  await expectAccessible(meisDesk);

  // The same agent on another device.
  const phone = await openDesk(openTab, company, mei, { viewport: NARROW });
  await meisDesk.getByRole("tab", { name: "Reply" }).click();
  await meisDesk
    .getByRole("textbox", { name: "Message" })
    .pressSequentially("Yes, within");
  await expect(rowOf(phone, "Nora Named")).toContainText("Draft");
  // The list shows who views it; the conversation also shows a viewer whose tab is out of sight.
  const eye = "Gus is viewing this conversation";
  await expect(rowOf(phone, "Nora Named")).toContainText(eye);
  await turnAway(guss, true);
  await expect(rowOf(phone, "Nora Named")).not.toContainText(eye);
  await expect(
    meisDesk.getByRole("status", { name: /have|open/ }).getByText(/Gus/),
  ).toHaveText("Gus has this conversation open in another tab");
  await expectAccessible(meisDesk);
  await turnAway(guss, false);
  await expect(rowOf(phone, "Nora Named")).toContainText(eye);
  await openThread(phone, "Nora Named");
  await expect(phone.getByRole("textbox", { name: "Message" })).toHaveValue(
    "Yes, within",
  );
  await expectNoSidewaysScroll(phone);
});
