import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bubble,
  log,
  openDesk,
  openThread,
  rowOf,
  sitDown,
} from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  accept,
  arrive,
  card,
  clearDesks,
  LOST_RACE,
  LOST_SIGHT,
  openRingingHouse,
  ownerOf,
  ringIn,
  state,
} from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** A conversation changes hands on two screens: asked, taken over, by force, beyond the limit. */

let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, ben, sue } = await openRingingHouse({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei, ben]));
test.afterAll(() => company.close());

test("transfer: asked, declined, asked again, accepted; the sender keeps it until then", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben], { strategy: "hunt" });
  const [meis, bens] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, ben),
  ];
  await ben.api.patch("/me/presence", {
    presence: "available",
    message: "In a meeting from two",
  });
  await arrive(company, "Hana Transfer", "A hard question");
  await accept(meis, "Hana Transfer");
  await expect(log(meis)).toContainText("A hard question");

  await meis.getByRole("button", { name: "Transfer" }).click();
  const dialog = meis.getByRole("dialog", { name: "Transfer conversation" });
  await expect(dialog.getByRole("radio", { name: /Ben/ })).toBeEnabled();
  await expect(dialog.getByRole("radio", { name: /Ben/ })).toContainText(
    "“In a meeting from two”",
  );
  await expect(dialog.getByRole("radio", { name: /Sue/ })).toBeDisabled();
  await expect(dialog.getByRole("radio", { name: /Sue/ })).toContainText(
    "Offline",
  );
  await expectAccessible(meis);
  await dialog.getByRole("radio", { name: /Ben/ }).click();
  await dialog.getByLabel("Note").fill("She asks about the warranty");
  await dialog.getByRole("button", { name: "Ask Ben" }).click();
  await expect(state(meis)).toContainText("Asked Ben");
  await expect(rowOf(meis, "Hana Transfer")).toContainText("Asked Ben");

  await expect(card(bens, "Hana Transfer")).toContainText("Transfer from Mei");
  await expect(card(bens, "Hana Transfer")).toContainText("the warranty");
  const offered = card(bens, "Hana Transfer");
  await offered.getByRole("button", { name: "Decline with a reason" }).click();
  await offered
    .getByRole("textbox", { name: "Reason for Mei" })
    .fill("I am off in ten minutes");
  await expectAccessible(bens);
  await bens.keyboard.press("Enter");
  await expect(
    meis.getByText(
      "Ben declined Hana Transfer. The conversation stays with you.",
    ),
  ).toBeVisible();
  await expect(
    meis.getByRole("article", { name: "Ben declined the transfer" }),
  ).toContainText("I am off in ten minutes");
  await expect(log(meis)).toContainText("Ben declined the transfer");
  expect(await ownerOf(company, "Hana Transfer")).toBe("Mei");

  // Asked and taken back.
  const ask = async () => {
    await meis.getByRole("button", { name: "Transfer" }).click();
    await dialog.getByRole("radio", { name: /Ben/ }).click();
    await dialog.getByLabel("Note").fill("She asks about the warranty");
    await dialog.getByRole("button", { name: "Ask Ben" }).click();
    await expect(card(bens, "Hana Transfer")).toBeVisible();
  };
  await ask();
  await state(meis).getByRole("button", { name: "Cancel" }).click();
  await expect(card(bens, "Hana Transfer")).toHaveCount(0);
  await expect(bens.getByText("Mei withdrew the request")).toBeVisible();

  await ask();
  expect(await ownerOf(company, "Hana Transfer")).toBe("Mei");
  await accept(bens, "Hana Transfer");
  await expect(meis.getByText("Ben accepted Hana Transfer")).toBeVisible();
  await expect(log(bens)).toContainText("You accepted the transfer from Mei");
  await expect(log(bens)).toContainText("She asks about the warranty");
  // What went well does not look like an error.
  await expect(meis.getByText("Ben accepted the transfer")).toBeVisible();
  expect(await ownerOf(company, "Hana Transfer")).toBe("Ben");

  // The note stays above the field, also after a reload and on a phone, until put away.
  const note = bens.getByRole("article", {
    name: "Mei transferred this conversation with a note",
  });
  await bens.reload();
  await expect(note).toContainText("She asks about the warranty");
  await expect(
    meis.getByRole("article", {
      name: "Mei transferred this conversation with a note",
    }),
  ).toHaveCount(0);
  await bens.setViewportSize({ width: 360, height: 740 });
  await expect(note).toBeVisible();
  await expectNoSidewaysScroll(bens);
  await expectAccessible(bens);
  await note.getByRole("button", { name: "Dismiss note" }).focus();
  await bens.keyboard.press("Enter");
  await expect(note).toHaveCount(0);
  await expect(bens.getByRole("textbox", { name: "Message" })).toBeFocused();

  // Beside the customer: the whole way, in order.
  await bens.setViewportSize({ width: 1440, height: 900 });
  const customer = bens.getByRole("complementary", {
    name: "Customer details",
  });
  await customer.getByText(/^Assignment history/).click();
  const way = customer.getByRole("list", { name: "Assignment history" });
  await expect(way.getByRole("listitem").first()).toContainText("Mei");
  await expect(way.getByRole("listitem").last()).toContainText(
    "You accepted the transfer from Mei",
  );
  await expectAccessible(bens);
});

test("a supervisor takes over, and gives it back by undo", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "hunt" });
  // Her page may mark it as read when it is no longer hers to see.
  const meis = await openDesk(openTab, company, mei, { expected: LOST_SIGHT });
  const sues = await openDesk(openTab, company, sue);
  await arrive(company, "Hugo Taken", "Hello?");
  await accept(meis, "Hugo Taken");
  await expect.poll(() => ownerOf(company, "Hugo Taken")).toBe("Mei");
  await openThread(sues, "Hugo Taken");
  await sues.getByRole("button", { name: "Take over" }).last().click();
  await expect.poll(() => ownerOf(company, "Hugo Taken")).toBe("Sue");
  await sues.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => ownerOf(company, "Hugo Taken")).toBe("Mei");
  await expect(rowOf(meis, "Hugo Taken")).toBeVisible();
});

test("a supervisor hands over by force, to somebody offline after a warning", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben], { strategy: "hunt" });
  const meis = await openDesk(openTab, company, mei, { expected: LOST_SIGHT });
  const sues = await openDesk(openTab, company, sue);
  await arrive(company, "Ida Force", "Please");
  await accept(meis, "Ida Force");
  await ben.api.patch("/me/presence", { presence: "offline" });
  // Before Mei has it, the field would be hers to write in, and take the key.
  await expect(rowOf(sues, "Ida Force")).toContainText("Mei");
  await expect(rowOf(sues, "Ida Force")).not.toContainText("Ringing for");
  await openThread(sues, "Ida Force");
  // A key means something once the thread's actions are there.
  await expect(sues.getByRole("button", { name: "Transfer" })).toBeVisible();
  await sues.keyboard.press("x");
  const dialog = sues.getByRole("dialog", { name: "Transfer conversation" });
  await dialog.getByRole("radio", { name: /Ben/ }).click();
  await expect(dialog).toContainText("even though they’re unavailable");
  await dialog.getByRole("button", { name: "Transfer anyway" }).click();
  await expect.poll(() => ownerOf(company, "Ida Force")).toBe("Ben");
  await expect(rowOf(meis, "Ida Force")).toHaveCount(0);
});

test("what is given to a person or taken back without a person doing it is told on their screen", async ({
  openTab,
}) => {
  await company.route(company.channel, "agent", mei.id);
  // The customer's picture may be asked for when the conversation is no longer Mei's to see.
  const meis = await openDesk(openTab, company, mei, {
    expected: LOST_SIGHT,
  });
  await arrive(company, "Uma Direct", "Hello");
  const given = meis.getByRole("article", {
    name: "The conversation with Uma Direct was assigned to you",
  });
  await expect(given).toBeVisible();
  await expectAccessible(meis);
  await given.getByRole("button", { name: "Open conversation" }).click();
  await expect(given).toBeHidden();

  const queue = await company.queue([mei], { strategy: "manual" });
  await company.route(company.channel, "queue", queue.id);
  const { id } = await arrive(company, "Vera Back", "Hello");
  await mei.api.post(`/threads/${id}/take`);
  await company.owner.api.patch(`/queues/${queue.id}`, { memberIds: [ben.id] });
  await expect(
    meis.getByRole("article", {
      name: "Your conversation with Vera Back returned to its queue: you are no longer in its queue",
    }),
  ).toBeVisible();
});

test("more than one can look after is taken only with a yes", async ({
  openTab,
}) => {
  const queue = await company.queue([mei], { strategy: "manual" });
  await company.route(company.channel, "queue", queue.id);
  await company.owner.api.patch("/settings/routing", { hardCapPercent: 100 });
  await company.owner.api.patch(`/agents/${mei.id}`, { capacity: 1 });
  const meis = await openDesk(openTab, company, mei, { expected: LOST_RACE });
  const first = await arrive(company, "Rosa First", "One");
  await arrive(company, "Sara Second", "Two");
  await mei.api.post<Thread>(`/threads/${first.id}/take`);
  await openThread(meis, "Sara Second");
  await meis.getByRole("button", { name: "Take" }).click();
  const question = meis.getByRole("alertdialog");
  await expect(question).toContainText("1");
  await expectAccessible(meis);
  await question.getByRole("button", { name: "Take anyway" }).click();
  await expect.poll(() => ownerOf(company, "Sara Second")).toBe("Mei");

  // To answer is to take: the same question, and what was written is kept.
  await arrive(company, "Tess Third", "Three");
  await openThread(meis, "Tess Third");
  const field = meis.getByRole("textbox", { name: "Message" });
  await field.fill("Here I am");
  await meis.keyboard.press("Enter");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(field).toHaveValue("Here I am");
  expect(await ownerOf(company, "Tess Third")).toBeNull();
  await field.focus();
  await meis.keyboard.press("Enter");
  await question.getByRole("button", { name: "Take anyway" }).click();
  await expect(bubble(meis, "Here I am")).toBeVisible();
  await expect(field).toHaveValue("");
  await expect.poll(() => ownerOf(company, "Tess Third")).toBe("Mei");
});

test("before somebody is disabled the number of their conversations is told; then these go back", async ({
  openTab,
}) => {
  const dan = await company.colleague("Dan");
  await ringIn(company, [dan], { strategy: "manual" });
  for (const name of ["Tom Back", "Tina Back"]) {
    const { id } = await arrive(company, name);
    await dan.api.post(`/threads/${id}/take`);
  }
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner, "/settings/people");
  await page.getByRole("button", { name: "More for Dan" }).click();
  await page.getByRole("menuitem", { name: "Disable Dan" }).click();
  const question = page.getByRole("dialog", { name: "Disable Dan?" });
  await expect(question).toContainText("2 open conversations");
  await expect(
    question.getByRole("combobox", { name: "Where they go" }),
  ).toHaveText("Back to their queues");
  await expectAccessible(page);
  await question.getByRole("button", { name: "Disable" }).click();
  await expect.poll(() => ownerOf(company, "Tom Back")).toBeNull();
  expect(await ownerOf(company, "Tina Back")).toBeNull();
});
