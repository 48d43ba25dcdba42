import type { Page } from "@playwright/test";
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
import { arrive, card, clearDesks, ringIn, state } from "./harness/ringing.ts";
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
  await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
  await sue.api.post(`/threads/${thread.id}/messages`, {
    kind: "note",
    text: "Offer her ten percent",
    clientId: "whisper-1",
  });
  const note = page.getByRole("article", { name: "Note from Sue" });
  await expect(note).toContainText("Offer her ten percent");
  await expectAccessible(page);
  // What was not read is there after a reload; what was put away is not.
  await page.reload();
  await expect(note).toContainText("Offer her ten percent");
  await note.getByRole("button", { name: "Open conversation" }).click();
  await expect(log(page)).toContainText("Offer her ten percent");
  await expect(note).toHaveCount(0);
  await page.reload();
  await expect(log(page)).toContainText("Offer her ten percent");
  await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
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

  await guses.getByRole("button", { name: "Filter and sort" }).click();
  await guses.getByRole("menuitemradio", { name: "Following" }).click();
  const mine = guses.getByRole("list", { name: "Following" }).first();
  await mine.getByRole("link", { name: /Paula Party/ }).click();
  await expect(log(guses)).toContainText("Is the lamp in stock?");
  await expect(
    guses.getByText("You can leave notes; Mei replies"),
  ).toBeVisible();
  // What cannot be pressed says why, by pointer, by keyboard and to a finger.
  const take = guses.getByRole("button", { name: "Take" });
  await expect(take).toBeDisabled();
  await expect(take).toHaveAccessibleDescription("Assigned to Mei");
  await take.focus();
  await guses.keyboard.press("Enter");
  await expect(
    guses.getByRole("listitem").filter({ hasText: "Assigned to Mei" }),
  ).toBeVisible();
  await guses.getByRole("tab", { name: "Note" }).click();
  const field = guses.getByRole("textbox", { name: "Note" });
  await field.fill("Ten are left");
  await field.press("Enter");
  await expect(
    meisDesk.getByRole("article", { name: "Note from Gus" }),
  ).toContainText("Ten are left");
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
  await meisDesk.getByRole("menuitemradio", { name: "Refund" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toBeVisible();
  await expect(rowOf(meisDesk, "Otto Other")).toHaveCount(0);

  await page.getByRole("button", { name: "Edit Refund" }).click();
  const edit = page.getByRole("dialog", { name: "Edit label" });
  await edit.getByLabel("Name").fill("Money back");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toContainText("Money back");
  await meisDesk.getByRole("button", { name: "Show all labels" }).click();
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
  await ringIn(company, [mei], { strategy: "ring_all" });
  const page = await desk(openTab, mei);
  await page.setViewportSize({ width: 360, height: 740 });
  await arrive(company, "Fay Fold", "Fold me");
  const ringing = card(page, "Fay Fold");
  await expect(ringing.getByRole("textbox")).toBeVisible();
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
