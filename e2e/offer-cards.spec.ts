import { expectAccessible } from "./harness/axe.ts";
import { openDesk, openThread, press, rowOf } from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  arrive,
  card,
  clearDesks,
  openTeam,
  ringIn,
  takenBy,
  state,
} from "./harness/ringing.ts";
import { expectApart } from "./harness/layout.ts";
import { expect, test } from "./harness/test.ts";

/** Offer cards beside what else is on the screen: an open dialog, a composer, a phone’s list. */

const NARROW = { width: 360, height: 740 };

let company: TestCompany;
let mei: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei } = await openTeam({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei]));
test.afterAll(() => company.close());

test("what rings lies over an open dialog, and is answered there", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "ring_all" });
  const page = await openDesk(openTab, company, mei);
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

test("on a phone what rings can be folded to one row, and the list is free", async ({
  openTab,
}) => {
  for (const name of ["Lara Last", "Finn First", "Sam Second", "Tom Third"])
    await takenBy(company, mei, name);
  await ringIn(company, [mei], { strategy: "ring_all" });
  const page = await openDesk(openTab, company, mei);
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
  const page = await openDesk(openTab, company, mei);
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
