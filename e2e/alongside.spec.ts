import type { Locator, Page } from "@playwright/test";
import type { LabelRecord } from "#contract/customers/label.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  lamp,
  log,
  openThread,
  rowOf,
  say,
  sitDown,
} from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
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
import type { OpenTab } from "./harness/test.ts";

/** People beside the owner: at whom it rings, who takes part, whose note pops up; and labels. */

const NARROW = { width: 360, height: 740 };

let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let gus: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  mei = await company.colleague("Mei");
  ben = await company.colleague("Ben");
  gus = await company.colleague("Gus");
  sue = await company.colleague("Sue", "supervisor");
});
test.beforeEach(() => clearDesks(company, [mei, ben, gus]));
test.afterAll(() => company.close());

async function desk(
  openTab: OpenTab,
  who: Colleague,
  options: Parameters<OpenTab>[0] = {},
): Promise<Page> {
  const page = await openTab(options);
  await sitDown(page, company.app.url, who);
  return page;
}

/** A conversation that Mei has. */
async function meis(name: string, text = "Hello?"): Promise<Thread> {
  await ringIn(company, [mei], { strategy: "manual" });
  const thread = await arrive(company, name, text);
  return mei.api.post<Thread>(`/threads/${thread.id}/take`);
}

/** Neither of them covers a part of the other. */
async function expectApart(one: Locator, other: Locator): Promise<void> {
  await other.scrollIntoViewIfNeeded();
  await expect(async () => {
    const [a, b] = [await one.boundingBox(), await other.boundingBox()];
    if (!a || !b) throw new Error("One of them is not on the screen.");
    const isBeside = a.x + a.width <= b.x + 1 || b.x + b.width <= a.x + 1;
    const isAbove = a.y + a.height <= b.y + 1 || b.y + b.height <= a.y + 1;
    expect(isBeside || isAbove).toBe(true);
  }).toPass();
}

async function showView(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Choose a view" }).click();
  await page
    .getByRole("dialog", { name: "Views" })
    .getByRole("button", { name })
    .click();
}

/** Keys work while nobody writes. */
async function press(page: Page, key: string): Promise<void> {
  await page.getByRole("textbox", { name: /Message|Note/ }).press("Escape");
  await page.keyboard.press(key);
}

test("a supervisor reads at whom it rings, as it changes", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben, gus], { strategy: "ring_all" });
  const [meisDesk, sues] = [await desk(openTab, mei), await desk(openTab, sue)];
  await desk(openTab, ben);
  await desk(openTab, gus);
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
  const thread = await meis("Wanda Whisper");
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
  await meis("Paula Party", "Is the lamp in stock?");
  const [meisDesk, guses] = [
    await desk(openTab, mei),
    await desk(openTab, gus),
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

test("labels: made, worn, looked for, renamed and deleted", async ({
  openTab,
}) => {
  await meis("Lena Label");
  await meis("Otto Other");
  const page = await openTab();
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/labels`);
  await page.getByRole("button", { name: "New label" }).first().click();
  const form = page.getByRole("dialog", { name: "New label" });
  await form.getByLabel("Name").fill("Refund");
  await form.getByText("Red", { exact: true }).click();
  await form.getByLabel("Description").fill("Money goes back");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Save" }).click();
  const labels = page.getByRole("list", { name: "Labels" });
  await expect(labels).toContainText("Money goes back");

  const meisDesk = await desk(openTab, mei);
  await openThread(meisDesk, "Lena Label");
  await press(meisDesk, "l");
  const dialog = meisDesk.getByRole("dialog", {
    name: "Conversation labels",
  });
  await dialog.getByRole("checkbox", { name: "Refund" }).check();
  await expectAccessible(meisDesk);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toContainText("Refund");

  await meisDesk.getByRole("button", { name: "Filter and sort" }).click();
  await meisDesk.getByRole("menuitem", { name: "Label" }).click();
  await meisDesk.getByRole("menuitemradio", { name: "Refund" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toBeVisible();
  await expect(rowOf(meisDesk, "Otto Other")).toHaveCount(0);

  await page.getByRole("button", { name: "Edit Refund" }).click();
  const edit = page.getByRole("dialog", { name: "Edit label" });
  await edit.getByLabel("Name").fill("Money back");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toContainText("Money back");
  await meisDesk
    .getByRole("button", { name: "Remove filter: Money back" })
    .click();
  await expect(rowOf(meisDesk, "Otto Other")).toBeVisible();

  await page.getByRole("button", { name: "Delete Money back" }).click();
  const ask = page.getByRole("alertdialog");
  await expect(ask).toContainText(
    "removed from 1 conversation and 0 customers",
  );
  await ask.getByRole("button", { name: "Delete" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).not.toContainText("Money back");
  expect(await sue.api.all<LabelRecord>("/labels")).toEqual([]);
});

test("what rings lies over an open dialog, and is answered there", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "ring_all" });
  const page = await desk(openTab, mei);
  await page.getByRole("button", { name: /^Mei: status/ }).focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await arrive(company, "Olga Over", "Over here");
  const ringing = card(page, "Olga Over");
  await expect(ringing).toBeVisible();
  await expectAccessible(page);
  // The field takes the focus inside the dialog's trap, and Escape leaves the dialog alone.
  const field = ringing.getByRole("textbox");
  await field.fill("One moment");
  await expect(field).toBeFocused();
  await ringing.getByRole("button", { name: "Decline" }).click();
  await expect(ringing).toHaveCount(0);
  await expect(sheet).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);

  await arrive(company, "Olga Again", "And here");
  await expect(card(page, "Olga Again")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await card(page, "Olga Again")
    .getByRole("button", { name: "Accept" })
    .click();
  // The dialog stays: whoever answered may have been in the middle of something.
  await page.keyboard.press("Escape");
  await expect(
    page.getByRole("log", { name: "Conversation with Olga Again" }),
  ).toBeVisible();
});

test("all of it fits a phone, in the dark", async ({ openTab }) => {
  const thread = await meis("Tiny Phone");
  await sue.api.post("/labels", { name: "A label with a rather long name" });
  const [label] = await sue.api.all<LabelRecord>("/labels");
  await mei.api.post(`/threads/${thread.id}/labels`, { labelId: label?.id });
  await mei.api.post(`/threads/${thread.id}/participants`, {
    agentId: gus.id,
  });
  const page = await openTab({
    viewport: NARROW,
    hasTouch: true,
    isMobile: true,
    colorScheme: "dark",
  });
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/labels`);
  await expect(page.getByText("A label with a rather long name")).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.goto(`${company.app.url}/inbox/${thread.id}`);
  await page.getByRole("button", { name: "More actions" }).tap();
  await page.getByRole("menuitem", { name: "Add people" }).tap();
  await expect(page.getByRole("dialog")).toContainText("Gus");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test("on a phone what rings can be folded to one row, and the list is free", async ({
  openTab,
}) => {
  for (const name of ["Lara Last", "Finn First", "Sam Second", "Tom Third"])
    await meis(name);
  await ringIn(company, [mei], { strategy: "ring_all" });
  const page = await desk(openTab, mei);
  await page.setViewportSize({ width: 1366, height: 768 });
  await arrive(company, "Fay Fold", "Fold me");
  await openThread(page, "Finn First");
  // On a desktop the card is in the list's column, beside the open conversation.
  await expectApart(
    card(page, "Fay Fold"),
    page
      .getByRole("main")
      .getByRole("region", { name: "Conversation", exact: true }),
  );
  await press(page, "e");
  const toast = page.getByText("Conversation closed");
  await expectApart(toast, page.getByRole("textbox", { name: "Message" }));
  await expectApart(toast, card(page, "Fay Fold"));
  await page.setViewportSize(NARROW);
  await expectApart(
    card(page, "Fay Fold"),
    page.getByRole("textbox", { name: "Message" }),
  );
  await expectApart(card(page, "Fay Fold"), state(page));
  await page.getByRole("button", { name: "Back" }).first().click();
  const ringing = card(page, "Fay Fold");
  await expect(ringing.getByRole("textbox")).toBeVisible();
  // The card takes space of its own: the last row is whole above it.
  await expectApart(ringing, rowOf(page, "Lara Last"));
  await ringing.getByRole("button", { name: "Collapse" }).click();
  await expect(ringing.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(page);
  await ringing.getByRole("button", { name: "Expand" }).click();
  await expect(ringing.getByRole("textbox")).toBeVisible();
  await ringing.getByRole("button", { name: "Accept" }).click();
  await expect(ringing).toHaveCount(0);
});

test("who types in a card is not disturbed by what others write", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "ring_all" });
  const page = await desk(openTab, mei);
  await arrive(company, "Tina Types", "Are you there?");
  const field = card(page, "Tina Types").getByRole("textbox");
  await field.pressSequentially("One mom");
  await ringIn(company, [mei], { strategy: "manual" });
  await arrive(company, "Otto Other", "Me too");
  await expect(rowOf(page, "Otto Other")).toContainText("Me too");
  await expect(field).toBeFocused();
  await page.keyboard.type("ent");
  await expect(field).toHaveValue("One moment");
});

test("priority, a saved view with its count, and one act on many conversations", async ({
  openTab,
}) => {
  const vera = await meis("Vera View");
  const pia = await meis("Pia Pick");
  const page = await desk(openTab, mei);
  await openThread(page, "Vera View");
  await press(page, "p");
  await page.getByRole("menuitemradio", { name: "Urgent" }).click();
  await expect(rowOf(page, "Vera View")).toContainText("Urgent");
  await expect(log(page)).toContainText("You set the priority to urgent");

  await page.getByRole("button", { name: "Filter and sort" }).click();
  await page.getByRole("menuitem", { name: "Priority" }).click();
  await page.getByRole("menuitemradio", { name: "Urgent" }).click();
  await expect(rowOf(page, "Pia Pick")).toHaveCount(0);
  await page.getByRole("button", { name: "Save as view" }).click();
  const form = page.getByRole("dialog", { name: "Save as view" });
  await form.getByLabel("Name").fill("Burning");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toHaveCount(0);
  await page.getByRole("button", { name: "Burning Choose a view" }).click();
  const views = page.getByRole("dialog", { name: "Views" });
  await expect(
    views.getByRole("button", { name: "Burning 1 conversation" }),
  ).toBeVisible();
  await expectAccessible(page);
  // Another device changes it, and the open list of views follows.
  await mei.api.patch(`/threads/${pia.id}`, { priority: "urgent" });
  await expect(
    views.getByRole("button", { name: "Burning 2 conversations" }),
  ).toBeVisible();
  await views.getByRole("button", { name: /^All/ }).click();

  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.getByRole("checkbox", { name: "Select Pia Pick" }).check();
  const bar = page.getByRole("toolbar", { name: "Selected conversations" });
  await expect(bar).toContainText("2 selected");
  await expectAccessible(page);
  // The keys act on both, also while the box that was ticked has the focus.
  await page.keyboard.press("s");
  const snooze = page.getByRole("dialog", { name: "Snooze until" });
  await expect(snooze).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(snooze).toHaveCount(0);
  await expect(bar).toContainText("2 selected");
  await bar.getByRole("button", { name: "Close", exact: true }).click();
  await expect(rowOf(page, "Pia Pick")).toHaveCount(0);
  await expect(bar).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rowOf(page, "Pia Pick")).toBeVisible();
  await expect(rowOf(page, "Vera View")).toBeVisible();

  // A conversation that is nobody's cannot be returned: it says so, and the other one is.
  await mei.api.post(`/threads/${pia.id}/release`);
  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.getByRole("checkbox", { name: "Select Pia Pick" }).check();
  await bar.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Return" }).click();
  await page
    .getByRole("alertdialog", { name: "Return 2 conversations to the queue?" })
    .getByRole("button", { name: "Return to queue" })
    .click();
  const refused = page.getByRole("dialog", {
    name: "1 conversation wasn’t changed",
  });
  await expect(refused).toContainText("Pia Pick");
  await expectAccessible(page);
  await refused.getByRole("button", { name: "Close" }).first().click();
  await expect(bar).toContainText("1 selected");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  expect((await mei.api.get<Thread>(`/threads/${vera.id}`)).owner).toBeNull();

  // What is to be read again leaves the screen, and is unread in the list.
  for (const { id } of [vera, pia]) await mei.api.post(`/threads/${id}/take`);
  // The request that marks it read is still on its way then, and must not come last.
  const { promise: isPressed, resolve: pressed } =
    Promise.withResolvers<void>();
  await page.route(`**/threads/${pia.id}/read`, async (route) => {
    await isPressed;
    await route.continue();
  });
  await openThread(page, "Pia Pick");
  await expect(rowOf(page, "Pia Pick")).not.toContainText("unread");
  await press(page, "u");
  await expect(log(page)).toHaveCount(0);
  pressed();
  await expect(rowOf(page, "Pia Pick")).toContainText("1 unread message");

  // A transfer of many asks where to, with one note for all. Gus is there to be asked.
  await desk(openTab, gus);
  await gus.api.patch("/me/presence", { presence: "available" });
  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.keyboard.press("Control+a");
  await expect(bar.getByRole("button", { name: "Select all" })).toHaveCount(0);
  await expect(
    page.getByRole("checkbox", { name: /^Select /, checked: false }),
  ).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.getByRole("checkbox", { name: "Select Pia Pick" }).check();
  await page.keyboard.press("x");
  const transfer = page.getByRole("dialog", {
    name: "Transfer 2 conversations",
  });
  await transfer.getByRole("radio", { name: /^Gus/ }).click();
  await expect(
    transfer.getByText("They stay with you until they accept."),
  ).toBeVisible();
  await transfer.getByRole("textbox", { name: "Note" }).fill("I go home now");
  await expectAccessible(page);
  await transfer.getByRole("button", { name: "Ask Gus" }).click();
  await expect(transfer).toHaveCount(0);
  await expect(bar).toHaveCount(0);
  for (const { id } of [vera, pia]) {
    const thread = await mei.api.get<Thread>(`/threads/${id}`);
    expect(thread.pendingTransfer?.to.name).toBe("Gus");
  }

  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
});

test("a note mentions a teammate, who sees who is there; a draft follows its author", async ({
  openTab,
}) => {
  await meis("Nora Named", "Do you ship to Oslo?");
  const meisDesk = await desk(openTab, mei);
  const guss = await desk(openTab, gus);
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
  const phone = await desk(openTab, mei, { viewport: NARROW });
  await meisDesk.getByRole("tab", { name: "Reply" }).click();
  await meisDesk
    .getByRole("textbox", { name: "Message" })
    .pressSequentially("Yes, within");
  await expect(rowOf(phone, "Nora Named")).toContainText("Draft");
  await openThread(phone, "Nora Named");
  await expect(phone.getByRole("textbox", { name: "Message" })).toHaveValue(
    "Yes, within",
  );
  await expectNoSidewaysScroll(phone);
});

test("the profile says what is pushed to devices, and a test names the broken link", async ({
  openTab,
}) => {
  const page = await openTab({ viewport: NARROW });
  await bringSession(page, company.app.url, gus);
  await page.goto(`${company.app.url}/settings/profile`);
  const onDevices = page.getByRole("switch", {
    name: "Show on devices: A note mentions you",
  });
  await expect(onDevices).toBeChecked();
  await onDevices.click();
  await expect(onDevices).not.toBeChecked();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const chime = page.getByLabel("Mention or note");
  await expect(chime).toHaveText("Not while I see Parley");
  await chime.click();
  await page.getByRole("option", { name: "Never" }).click();
  await expect(chime).toHaveText("Never");
  await page.getByRole("button", { name: "Test notifications" }).click();
  await expect(page.getByText("Sound: this browser plays it.")).toBeVisible();
  await expect(page.getByText("no mail server is set up")).toBeVisible();
  // This browser asks nobody and refuses.
  await expect(
    page.getByText("Notifications are blocked for this site."),
  ).toBeVisible();
  await page.reload();
  await expect(onDevices).not.toBeChecked();
});

test("what waits for a reply is counted in the title and on the icons, and sounds in one tab", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "manual" });
  const { personId } = await company.simulator.person("Tia Title");
  await company.simulator.write(PAGES[0].pageId, personId, { text: "Blue?" });
  const { id } = await threadNamed(company, "Tia Title");
  await mei.api.post(`/threads/${id}/take`);
  const first = await openTab();
  // Counts what the page plays, and the number on the installed app's icon.
  await first.context().addInitScript(() => {
    const counts = { tones: 0, badge: null as number | null };
    Object.assign(window, { counts });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      counts.tones += 1;
      start.apply(this, when);
    };
    Object.assign(navigator, {
      setAppBadge: (count: number) => {
        counts.badge = count;
        return Promise.resolve();
      },
      clearAppBadge: () => {
        counts.badge = 0;
        return Promise.resolve();
      },
    });
  });
  type Counts = { counts: { tones: number; badge: number | null } };
  const counts = (page: Page) =>
    page.evaluate(() => (window as unknown as Counts).counts);
  await sitDown(first, company.app.url, mei);
  await expect(first).toHaveTitle(/^\(1\) /);
  const icon = first.locator("link[rel~=icon]").first();
  await expect(icon).toHaveAttribute("href", /^data:image\/png/);
  await expect.poll(async () => (await counts(first)).badge).toBe(1);

  // Always, although the tabs are in sight; each tab has been clicked, so each may sound.
  await first.evaluate(() =>
    localStorage.setItem(
      "parley.preferences",
      JSON.stringify({ sounds: { message: "on" } }),
    ),
  );
  const second = await first.context().newPage();
  for (const tab of [first, second]) {
    await tab.goto(company.app.url + "/inbox");
    await expect(lamp(tab)).toHaveText("Live");
    await openThread(tab, "Tia Title");
  }
  const before = (await counts(first)).tones + (await counts(second)).tones;
  await company.simulator.write(PAGES[0].pageId, personId, {
    text: "Or green?",
  });
  for (const tab of [first, second])
    await expect(log(tab)).toContainText("Or green?");
  const played = async () =>
    (await counts(first)).tones + (await counts(second)).tones - before;
  // One chime of two tones.
  await expect.poll(played).toBe(2);
  // Seen, it waits all the same; the reply ends it.
  await expect(first).toHaveTitle(/^\(1\) /);
  await say(first, "Blue.");
  await expect(first).not.toHaveTitle(/^\(/);
  await expect(icon).not.toHaveAttribute("href", /^data:/);
  await expect.poll(async () => (await counts(first)).badge).toBe(0);
  expect(await played()).toBe(2);
});

test("a photo is chosen in the profile and seen by teammates at once", async ({
  openTab,
}) => {
  await meis("Fay Photo");
  const meisDesk = await desk(openTab, mei);
  await openThread(meisDesk, "Fay Photo");
  await meisDesk.getByRole("button", { name: "Transfer" }).click();
  const target = meisDesk
    .getByRole("dialog", { name: "Transfer conversation" })
    .getByRole("radio", { name: /^Gus/ });
  await expect(target).toBeVisible();
  await expect(target.locator("img")).toHaveCount(0);

  // A text that calls itself a picture is refused.
  const page = await openTab({ viewport: NARROW, expected: /status of 415/ });
  await bringSession(page, company.app.url, gus);
  await page.goto(`${company.app.url}/settings/profile`);
  const file = page.getByLabel("Photo", { exact: true });
  const text = { mimeType: "image/png", buffer: Buffer.from("hello") };
  await file.setInputFiles({ name: "me.png", ...text });
  await expect(page.getByText("isn’t a picture Parley can open")).toBeVisible();
  await file.setInputFiles("public/icons/icon-192.png");
  await expect(page.getByText("Your photo is saved.")).toBeVisible();
  const photo = page.locator(`img[src*="/agents/${gus.id}/photo"]`);
  await expect(photo.first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await expect(target.locator("img")).toBeVisible();

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(photo).toHaveCount(0);
  await expect(target.locator("img")).toHaveCount(0);
});

test("no reply needed ends the wait, the archive takes what is closed, and a text is found", async ({
  openTab,
}) => {
  await meis("Tess Thanks", "Perfect, thank you!");
  const page = await desk(openTab, mei);
  await openThread(page, "Tess Thanks");
  await expect(rowOf(page, "Tess Thanks")).toContainText("Waiting");
  await press(page, "w");
  await expect(rowOf(page, "Tess Thanks")).not.toContainText("Waiting");
  await expect(log(page)).toContainText("needing no reply");

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
  const { id } = await meis("Dora Delete", "Win a prize");
  const meisDesk = await desk(openTab, mei);
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
