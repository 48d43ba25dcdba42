import type { Page } from "@playwright/test";
import type { Me } from "#contract/records.ts";
import type { Agent, Thread } from "#contract/shapes.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bubble,
  lamp,
  log,
  openMessenger,
  openThread,
  rowOf,
  sitDown,
} from "./harness/desk.ts";
import { openHouse } from "./harness/house.ts";
import type { Colleague, House } from "./harness/house.ts";
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
import { tellTime } from "./harness/timing.ts";

/** What rings at agents, on their screens: offers, transfers, presence. */

const pageId = PAGES[0].pageId;
const SHORT_SECONDS = 5; // the shortest a queue may ring
const GRACE_SECONDS = 20; // the shortest a laptop may be closed
/** Of two who press at once one is refused; the browser notes it. */
const LOST_RACE = /409 \(Conflict\)/;

let house: House;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  house = await openHouse({
    postgres,
    env: { PRESENCE_GRACE_SECONDS: String(GRACE_SECONDS) },
  });
  mei = await house.colleague("Mei");
  ben = await house.colleague("Ben");
  sue = await house.colleague("Sue", "supervisor");
  await house.owner.api.patch("/settings/routing", {
    ownerGraceSeconds: 0,
    transferSeconds: 60,
    lastOwnerHours: 0,
  });
});
test.beforeEach(() => clearDesks(house, [mei, ben]));
test.afterAll(() => house.close());

async function desk(
  openTab: OpenTab,
  who: Colleague,
  options: Parameters<OpenTab>[0] = {},
): Promise<Page> {
  const page = await openTab(options);
  await sitDown(page, house.app.url, who);
  return page;
}

async function ownerOf(name: string): Promise<string | null> {
  return (await threadNamed(house, name)).owner?.name ?? null;
}

const accept = (page: Page, name: string) =>
  card(page, name).getByRole("button", { name: "Accept" }).click();
const decline = (page: Page, name: string) =>
  card(page, name).getByRole("button", { name: "Decline" }).click();

test("ring all: it rings at everybody, one accepts, the others read who", async ({
  openTab,
}) => {
  await ringIn(house, [mei, ben], { strategy: "ring_all" });
  const [meis, bens, sues] = [
    await desk(openTab, mei),
    await desk(openTab, ben),
    await desk(openTab, sue),
  ];
  const customer = await openTab();
  const { personId } = await house.simulator.person("Ada Ring");
  await openMessenger(customer, house, pageId, personId);
  const startedAt = performance.now();
  const field = customer.getByRole("textbox").first();
  await field.fill("Is the lamp in stock?");
  await field.press("Enter");
  await expect(card(meis, "Ada Ring")).toBeVisible();
  tellTime("customer wrote → card on the screen", startedAt);
  await expect(card(bens, "Ada Ring")).toContainText("Is the lamp in stock?");
  // Whoever is in no queue hears nothing, but sees that it rings.
  await expect(card(sues, "Ada Ring")).toHaveCount(0);
  await expect(rowOf(sues, "Ada Ring")).toContainText("Ringing");
  await expect(meis).toHaveTitle(/Conversation rings/);

  await accept(bens, "Ada Ring");
  await expect(
    bens.getByRole("log", { name: "Conversation with Ada Ring" }),
  ).toBeVisible();
  await expect(bens.getByRole("textbox", { name: "Message" })).toBeFocused();
  await expect(card(meis, "Ada Ring")).toHaveCount(0);
  await expect(meis.getByText("Ben took it")).toBeVisible();
  await expect(rowOf(meis, "Ada Ring")).toHaveCount(0);
  await expect(rowOf(sues, "Ada Ring")).toContainText("Ben");
  await bens.getByRole("textbox", { name: "Message" }).fill("Yes, it is.");
  await bens.keyboard.press("Enter");
  await expect(log(customer)).toContainText("Yes, it is.");
  expect(await ownerOf("Ada Ring")).toBe("Ben");
});

test("hunt: the first rings, misses it, the second rings", async ({
  openTab,
}) => {
  await ringIn(house, [mei, ben], {
    strategy: "hunt",
    offerSeconds: SHORT_SECONDS,
  });
  const [meis, bens] = [await desk(openTab, mei), await desk(openTab, ben)];
  await arrive(house, "Bea Hunt", "Anybody there?");
  await expect(card(meis, "Bea Hunt")).toBeVisible();
  await expect(card(bens, "Bea Hunt")).toHaveCount(0);
  // After a reload it shows what is left, not all of it again.
  await meis.reload();
  await expect(card(meis, "Bea Hunt")).toBeVisible();
  await expect(card(bens, "Bea Hunt")).toBeVisible();
  await expect(card(meis, "Bea Hunt")).toHaveCount(0);
  await expect(meis.getByText("Not answered in time")).toBeVisible();
  await accept(bens, "Bea Hunt");
  await expect.poll(() => ownerOf("Bea Hunt")).toBe("Ben");
});

test("decline: it goes to the next at once", async ({ openTab }) => {
  await ringIn(house, [mei, ben], { strategy: "hunt" });
  const [meis, bens] = [await desk(openTab, mei), await desk(openTab, ben)];
  await arrive(house, "Cleo Decline", "Hello");
  await decline(meis, "Cleo Decline");
  await expect(card(meis, "Cleo Decline")).toHaveCount(0);
  await expect(card(bens, "Cleo Decline")).toBeVisible();
  await expect(card(meis, "Cleo Decline")).toHaveCount(0);
  await accept(bens, "Cleo Decline");
  await expect.poll(() => ownerOf("Cleo Decline")).toBe("Ben");
});

test("claim race: both press at once, one has it, the other reads who", async ({
  openTab,
}) => {
  await ringIn(house, [mei, ben], { strategy: "ring_all" });
  const [meis, bens] = [
    await desk(openTab, mei, { expected: LOST_RACE }),
    await desk(openTab, ben, { expected: LOST_RACE }),
  ];
  await arrive(house, "Dora Race", "First come, first served");
  await expect(card(meis, "Dora Race")).toBeVisible();
  await expect(card(bens, "Dora Race")).toBeVisible();
  await Promise.all([meis.keyboard.press("a"), bens.keyboard.press("a")]);
  await expect.poll(() => ownerOf("Dora Race")).not.toBeNull();
  const winner = (await ownerOf("Dora Race")) ?? "";
  const [won, lost] = winner === "Mei" ? [meis, bens] : [bens, meis];
  await expect(
    won.getByRole("log", { name: "Conversation with Dora Race" }),
  ).toBeVisible();
  await expect(
    lost.getByText(new RegExp(`${winner} (took it|has this)`)).first(),
  ).toBeVisible();
  await expect(card(lost, "Dora Race")).toHaveCount(0);
  await expect(rowOf(lost, "Dora Race")).toHaveCount(0);
});

test("a first reply on the card accepts and is sent", async ({ openTab }) => {
  await ringIn(house, [mei], { strategy: "hunt" });
  const meis = await desk(openTab, mei);
  // On any page.
  await meis.getByRole("link", { name: "Customers" }).click();
  await arrive(house, "Emma Quick", "Do you deliver?");
  const field = card(meis, "Emma Quick").getByRole("textbox", {
    name: "Reply and accept",
  });
  await field.fill("Yes, everywhere.");
  await field.press("Enter");
  await expect(bubble(meis, "Yes, everywhere.")).toBeVisible();
  expect(await ownerOf("Emma Quick")).toBe("Mei");
});

test("two tabs of one agent: answered in one, gone in the other", async ({
  openTab,
}) => {
  await ringIn(house, [mei], { strategy: "hunt" });
  const one = await desk(openTab, mei);
  const two = await one.context().newPage();
  await two.goto(`${house.app.url}/customers`);
  await expect(lamp(two)).toHaveText("Live");
  await arrive(house, "Fay Tabs", "Two screens");
  await expect(card(one, "Fay Tabs")).toBeVisible();
  await expect(card(two, "Fay Tabs")).toBeVisible();
  await one.bringToFront();
  await accept(one, "Fay Tabs");
  await expect(card(two, "Fay Tabs")).toHaveCount(0);
  await expect(two.getByText("Answered in another window")).toBeVisible();
});

test("two misses: away, told why, and back with one click", async ({
  openTab,
}) => {
  await ringIn(house, [mei], {
    strategy: "hunt",
    offerSeconds: SHORT_SECONDS,
  });
  const [meis, sues] = [await desk(openTab, mei), await desk(openTab, sue)];
  await arrive(house, "Gina Miss", "One");
  await expect(card(meis, "Gina Miss")).toBeVisible();
  // After a round there is a pause; then it rings again, and is missed again.
  const notice = meis.getByText("Two conversations in a row rang");
  await expect(notice).toBeVisible({ timeout: 45_000 });
  await expectAccessible(meis);
  const { presence } = await mei.api.get<Agent>("/me");
  expect(presence).toBe("away");
  await meis.getByRole("button", { name: "I am available" }).click();
  await expect(notice).toHaveCount(0);
  await expect(card(meis, "Gina Miss")).toBeVisible({ timeout: 20_000 });
  await accept(meis, "Gina Miss");
  await expect(rowOf(sues, "Gina Miss")).toContainText("Mei");
});

test("transfer: asked, declined, asked again, accepted; the sender keeps it until then", async ({
  openTab,
}) => {
  await ringIn(house, [mei, ben], { strategy: "hunt" });
  const [meis, bens] = [await desk(openTab, mei), await desk(openTab, ben)];
  await arrive(house, "Hana Transfer", "A hard question");
  await accept(meis, "Hana Transfer");
  await expect(log(meis)).toContainText("A hard question");

  await meis.getByRole("button", { name: "Transfer" }).click();
  const dialog = meis.getByRole("dialog", { name: "Transfer conversation" });
  await expect(dialog.getByRole("radio", { name: /Ben/ })).toBeEnabled();
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
  await decline(bens, "Hana Transfer");
  await expect(
    meis.getByText("Ben declined Hana Transfer. The conversation stays yours."),
  ).toBeVisible();
  await expect(log(meis)).toContainText("Ben declined to take over");
  expect(await ownerOf("Hana Transfer")).toBe("Mei");

  // Asked and taken back.
  const ask = async () => {
    await meis.getByRole("button", { name: "Transfer" }).click();
    await dialog.getByRole("radio", { name: /Ben/ }).click();
    await dialog.getByRole("button", { name: "Ask Ben" }).click();
    await expect(card(bens, "Hana Transfer")).toBeVisible();
  };
  await ask();
  await state(meis).getByRole("button", { name: "Cancel" }).click();
  await expect(card(bens, "Hana Transfer")).toHaveCount(0);
  await expect(bens.getByText("Mei no longer asks you")).toBeVisible();

  await ask();
  expect(await ownerOf("Hana Transfer")).toBe("Mei");
  await accept(bens, "Hana Transfer");
  await expect(log(bens)).toContainText(
    "You took the conversation over from Mei",
  );
  await expect(log(bens)).toContainText("She asks about the warranty");
  await expect(meis.getByText("Ben took Hana Transfer over")).toBeVisible();
  expect(await ownerOf("Hana Transfer")).toBe("Ben");
});

test("a supervisor takes over, and gives it back by undo", async ({
  openTab,
}) => {
  await ringIn(house, [mei], { strategy: "hunt" });
  const meis = await desk(openTab, mei);
  const sues = await desk(openTab, sue);
  await arrive(house, "Hugo Taken", "Hello?");
  await accept(meis, "Hugo Taken");
  await expect.poll(() => ownerOf("Hugo Taken")).toBe("Mei");
  await openThread(sues, "Hugo Taken");
  await sues.getByRole("button", { name: "Take over" }).click();
  await expect.poll(() => ownerOf("Hugo Taken")).toBe("Sue");
  await sues.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => ownerOf("Hugo Taken")).toBe("Mei");
  await expect(rowOf(meis, "Hugo Taken")).toBeVisible();
});

test("a supervisor hands over by force, to somebody offline after a warning", async ({
  openTab,
}) => {
  await ringIn(house, [mei, ben], { strategy: "hunt" });
  const meis = await desk(openTab, mei);
  const sues = await desk(openTab, sue);
  await arrive(house, "Ida Force", "Please");
  await accept(meis, "Ida Force");
  await ben.api.patch("/me/presence", { presence: "offline" });
  await openThread(sues, "Ida Force");
  await sues.keyboard.press("x");
  const dialog = sues.getByRole("dialog", { name: "Transfer conversation" });
  await dialog.getByRole("radio", { name: /Ben/ }).click();
  await expect(dialog).toContainText("although they cannot look after it now");
  await dialog.getByRole("button", { name: "Transfer anyway" }).click();
  await expect.poll(() => ownerOf("Ida Force")).toBe("Ben");
  await expect(rowOf(meis, "Ida Force")).toHaveCount(0);
});

test("the owner closes the laptop: back in the queue, the other gets it", async ({
  openTab,
}) => {
  test.setTimeout(150_000);
  await ringIn(house, [mei, ben], {
    strategy: "hunt",
    ownerOffline: "requeue_waiting",
  });
  const meis = await desk(openTab, mei);
  const bens = await desk(openTab, ben);
  await arrive(house, "Jana Laptop", "I wait");
  await accept(meis, "Jana Laptop");
  await expect.poll(() => ownerOf("Jana Laptop")).toBe("Mei");
  await meis.context().close();
  // A server that has just started waits a minute for everybody to come back.
  await expect(card(bens, "Jana Laptop")).toBeVisible({ timeout: 100_000 });
  await accept(bens, "Jana Laptop");
  await expect(log(bens)).toContainText("Mei went offline: back to the queue");
  expect(await ownerOf("Jana Laptop")).toBe("Ben");
});

test("killed in the middle of an offer: it goes on, and another gets it", async ({
  openTab,
}) => {
  await ringIn(house, [mei, ben], {
    strategy: "hunt",
    offerSeconds: 2 * SHORT_SECONDS,
  });
  const noServer = /ERR_|WebSocket|50\d|Failed to load/;
  const meis = await desk(openTab, mei, { expected: noServer });
  const bens = await desk(openTab, ben, { expected: noServer });
  await arrive(house, "Kim Crash", "Still there?");
  await expect(card(meis, "Kim Crash")).toBeVisible();
  await house.app.program().kill();
  await house.app.start();
  await expect(lamp(bens)).toHaveText("Live", { timeout: 30_000 });
  await expect(card(bens, "Kim Crash")).toBeVisible({ timeout: 30_000 });
  await expect(card(meis, "Kim Crash")).toHaveCount(0);
  await accept(bens, "Kim Crash");
  await expect.poll(() => ownerOf("Kim Crash")).toBe("Ben");
});

test("cards stack, fit a phone, and are answered by keys alone", async ({
  openTab,
}) => {
  await ringIn(house, [mei], { strategy: "hunt" });
  const meis = await desk(openTab, mei, {
    viewport: { width: 360, height: 740 },
  });
  const names = ["Lea One", "Mia Two", "Nora Three"];
  for (const name of names) {
    await arrive(house, name, `This is ${name}`);
    await expect(card(meis, name)).toBeVisible();
  }
  await expectNoSidewaysScroll(meis);
  await expectAccessible(meis);
  // The first that came stands on top; the keys answer it, also out of a field.
  await meis.keyboard.press("Shift+A");
  await expect(card(meis, "Lea One")).toHaveCount(0);
  await card(meis, "Mia Two").getByRole("textbox").focus();
  await meis.keyboard.press("Alt+a");
  await expect(
    meis.getByRole("log", { name: "Conversation with Mia Two" }),
  ).toBeVisible();
  await expect(card(meis, "Nora Three")).toBeVisible();
  expect(await ownerOf("Mia Two")).toBe("Mei");
});

test("status with a name and an end, log-in per queue, wrap-up, going home", async ({
  openTab,
}) => {
  const queue = await ringIn(house, [mei, ben], {
    strategy: "hunt",
    wrapUpSeconds: 300,
  });
  const meis = await desk(openTab, mei);
  const menu = async () => {
    await meis.getByRole("button", { name: /^Mei: status/ }).click();
    await expect(meis.getByRole("menu")).toBeVisible();
  };

  await menu();
  await expectAccessible(meis);
  await meis.getByRole("menuitem", { name: "Status with a note" }).click();
  const status = meis.getByRole("dialog", { name: "Your status" });
  await status.getByRole("button", { name: "Lunch" }).click();
  await status.getByLabel("Message for colleagues").fill("Back at two");
  await expectAccessible(meis);
  await status.getByRole("button", { name: "Set status" }).click();
  await expect
    .poll(() => mei.api.get<Agent>("/me"))
    .toMatchObject({
      presence: "away",
      presenceText: "Lunch",
      presenceMessage: "Back at two",
    });
  await menu();
  await meis.getByRole("menuitemradio", { name: "Available" }).click();

  await menu();
  const login = meis.getByRole("menuitemcheckbox", { name: queue.name });
  await expect(login).toBeChecked();
  await login.click();
  await expect(login).not.toBeChecked();
  await login.click();
  await expect(login).toBeChecked();
  await expect
    .poll(async () => (await mei.api.get<Me>("/me")).queues)
    .toContainEqual(expect.objectContaining({ id: queue.id, loggedIn: true }));
  await meis.keyboard.press("Escape");

  await arrive(house, "Olga Done", "Thank you");
  await accept(meis, "Olga Done");
  await meis.getByRole("button", { name: "Done" }).click();
  const wrapUp = meis.getByRole("button", { name: /^End wrap-up/ });
  await expect(wrapUp).toBeVisible();
  await wrapUp.click();
  await expect(wrapUp).toHaveCount(0);

  await arrive(house, "Pia Stays", "And now?");
  await accept(meis, "Pia Stays");
  await expect.poll(() => ownerOf("Pia Stays")).toBe("Mei");
  await menu();
  await meis.getByRole("menuitem", { name: "Sign out" }).click();
  const leaving = meis.getByRole("dialog", { name: "Sign out" });
  await expect(leaving.getByRole("listitem")).toContainText("Pia Stays");
  await expectAccessible(meis);
  await leaving.getByRole("radio", { name: /Put all back/ }).click();
  await leaving.getByRole("button", { name: "Sign out" }).click();
  await expect(meis).toHaveURL(/sign-in/);
  await expect.poll(() => ownerOf("Pia Stays")).toBeNull();
  expect((await mei.api.get<Agent>("/me")).presence).toBe("offline");
});

test("more than one can look after is taken only with a yes", async ({
  openTab,
}) => {
  const queue = await house.queue([mei], { strategy: "manual" });
  await house.route(house.channel, "queue", queue.id);
  await house.owner.api.patch("/settings/routing", { hardCapPercent: 100 });
  await house.owner.api.patch(`/agents/${mei.id}`, { capacity: 1 });
  const meis = await desk(openTab, mei, { expected: LOST_RACE });
  const first = await arrive(house, "Rosa First", "One");
  await arrive(house, "Sara Second", "Two");
  await mei.api.post<Thread>(`/threads/${first.id}/take`);
  await openThread(meis, "Sara Second");
  await meis.getByRole("button", { name: "Take" }).click();
  const question = meis.getByRole("alertdialog");
  await expect(question).toContainText("1");
  await expectAccessible(meis);
  await question.getByRole("button", { name: "Yes, take it" }).click();
  await expect.poll(() => ownerOf("Sara Second")).toBe("Mei");
});
