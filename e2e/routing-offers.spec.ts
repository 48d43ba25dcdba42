import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bubble,
  lamp,
  log,
  openDesk,
  openMessenger,
  openThread,
  rowOf,
  say,
} from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  accept,
  arrive,
  card,
  clearDesks,
  decline,
  LOST_RACE,
  LOST_SIGHT,
  openRingingHouse,
  ownerOf,
  ringIn,
  SHORT_SECONDS,
} from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import { tellTime } from "./harness/timing.ts";

/** Offers on agents' screens: by each way of distribution, until one agent answers. */

const pageId = PAGES[0].pageId;
/** The page of a loser may note them. */
const LOST = new RegExp(`${LOST_RACE.source}|${LOST_SIGHT.source}`);
let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, ben, sue } = await openRingingHouse({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei, ben]));
test.afterAll(() => company.close());

test("ring all: it rings at everybody, one accepts, the others read who", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben], { strategy: "ring_all" });
  const [meis, bens, sues] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, ben),
    await openDesk(openTab, company, sue),
  ];
  const customer = await openTab();
  const { personId } = await company.simulator.person("Ada Ring");
  await openMessenger(customer, company, pageId, personId);
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
  await expect(meis).toHaveTitle(/Incoming conversation/);
  // A reply from the card would answer this newer message.
  await field.fill("The black one, I mean.");
  await field.press("Enter");
  await expect(card(meis, "Ada Ring")).toContainText("The black one, I mean.");

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
  expect(await ownerOf(company, "Ada Ring")).toBe("Ben");
});

test("hunt: the first rings, misses it, the second rings", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben], {
    strategy: "hunt",
    offerSeconds: 2 * SHORT_SECONDS, // a reload takes some of it
  });
  const [meis, bens] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, ben),
  ];
  await arrive(company, "Bea Hunt", "Anybody there?");
  await expect(card(meis, "Bea Hunt")).toBeVisible();
  await expect(card(bens, "Bea Hunt")).toHaveCount(0);
  // After a reload it shows what is left, not all of it again.
  await meis.reload();
  await expect(card(meis, "Bea Hunt")).toBeVisible();
  await expect(card(bens, "Bea Hunt")).toBeVisible();
  await expect(card(meis, "Bea Hunt")).toHaveCount(0);
  // The reload cut her off for a moment, so nobody says that she missed it.
  await expect(meis.getByText("It expired while")).toBeVisible();
  await accept(bens, "Bea Hunt");
  await expect.poll(() => ownerOf(company, "Bea Hunt")).toBe("Ben");
});

test("decline: it goes to the next at once", async ({ openTab }) => {
  await ringIn(company, [mei, ben], { strategy: "hunt" });
  const [meis, bens] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, ben),
  ];
  await arrive(company, "Cleo Decline", "Hello");
  await decline(meis, "Cleo Decline");
  await expect(card(meis, "Cleo Decline")).toHaveCount(0);
  await expect(card(bens, "Cleo Decline")).toBeVisible();
  await expect(card(meis, "Cleo Decline")).toHaveCount(0);
  await accept(bens, "Cleo Decline");
  await expect.poll(() => ownerOf(company, "Cleo Decline")).toBe("Ben");
});

test("claim race: both press at once, one has it, the other reads who and keeps the draft", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben], { strategy: "ring_all" });
  const [meis, bens] = [
    await openDesk(openTab, company, mei, { expected: LOST }),
    await openDesk(openTab, company, ben, { expected: LOST }),
  ];
  await arrive(company, "Dora Race", "First come, first served");
  await expect(card(meis, "Dora Race")).toBeVisible();
  await expect(card(bens, "Dora Race")).toBeVisible();
  for (const desk of [meis, bens]) {
    await openThread(desk, "Dora Race");
    await desk
      .getByRole("textbox", { name: "Message", exact: true })
      .fill("I was about to say this");
  }
  await Promise.all(
    [meis, bens].map((desk) => desk.keyboard.press("Alt+KeyA")),
  );
  await expect.poll(() => ownerOf(company, "Dora Race")).not.toBeNull();
  const winner = (await ownerOf(company, "Dora Race")) ?? "";
  const [won, lost] = winner === "Mei" ? [meis, bens] : [bens, meis];
  await expect(
    won.getByRole("log", { name: "Conversation with Dora Race" }),
  ).toBeVisible();
  await expect(
    lost
      .getByText(new RegExp(`${winner} took it|assigned to ${winner}`))
      .first(),
  ).toBeVisible();
  await expect(card(lost, "Dora Race")).toHaveCount(0);
  await expect(rowOf(lost, "Dora Race")).toHaveCount(0);
  await expect(lost.getByText("Your draft")).toBeVisible();
  await expect(lost.getByText("I was about to say this")).toBeVisible();
});

test("a first reply on the card accepts and is sent", async ({ openTab }) => {
  await ringIn(company, [mei], { strategy: "hunt" });
  const meis = await openDesk(openTab, company, mei);
  // On any page.
  await meis.getByRole("link", { name: "Customers" }).click();
  await arrive(company, "Emma Quick", "Do you deliver?");
  const field = card(meis, "Emma Quick").getByRole("textbox", {
    name: "Reply and accept",
  });
  await field.fill("Yes, everywhere.");
  await field.press("Enter");
  await expect(bubble(meis, "Yes, everywhere.")).toBeVisible();
  expect(await ownerOf(company, "Emma Quick")).toBe("Mei");
  // The same from the composer, beside which it rings.
  await arrive(company, "Gus Quick", "And here?");
  await openThread(meis, "Gus Quick");
  await say(meis, "Here, too.");
  await expect(bubble(meis, "Here, too.")).toBeVisible();
  await expect(card(meis, "Gus Quick")).toHaveCount(0);
  // At once, not in the end: the word of another window would go by itself.
  expect(await meis.getByText("Answered in another window").count()).toBe(0);
});

test("two tabs of one agent: answered in one, gone in the other", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "hunt" });
  const one = await openDesk(openTab, company, mei);
  const two = await one.context().newPage();
  await two.goto(`${company.app.url}/customers`);
  await expect(lamp(two)).toHaveText("Live");
  await arrive(company, "Fay Tabs", "Two screens");
  await expect(card(one, "Fay Tabs")).toBeVisible();
  await expect(card(two, "Fay Tabs")).toBeVisible();
  await one.bringToFront();
  await accept(one, "Fay Tabs");
  await expect(card(two, "Fay Tabs")).toHaveCount(0);
  await expect(two.getByText("Answered in another window")).toBeVisible();
});

test("killed in the middle of an offer: it goes on, and another gets it", async ({
  openTab,
}) => {
  await ringIn(company, [mei, ben], {
    strategy: "hunt",
    offerSeconds: 2 * SHORT_SECONDS,
  });
  const noServer = /ERR_|WebSocket|50\d|Failed to load/;
  const meis = await openDesk(openTab, company, mei, { expected: noServer });
  const bens = await openDesk(openTab, company, ben, { expected: noServer });
  await arrive(company, "Kim Crash", "Still there?");
  await expect(card(meis, "Kim Crash")).toBeVisible();
  await company.app.program().kill();
  await company.app.start();
  await expect(lamp(bens)).toHaveText("Live", { timeout: 30_000 });
  await expect(card(bens, "Kim Crash")).toBeVisible({ timeout: 30_000 });
  await expect(card(meis, "Kim Crash")).toHaveCount(0);
  await accept(bens, "Kim Crash");
  await expect.poll(() => ownerOf(company, "Kim Crash")).toBe("Ben");
});

test("cards stack, fit a phone, and are answered by keys alone", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "hunt" });
  const meis = await openDesk(openTab, company, mei, {
    viewport: { width: 360, height: 740 },
  });
  const names = ["Lea One", "Mia Two", "Nora Three"];
  for (const name of names) {
    await arrive(company, name, `This is ${name}`);
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
  expect(await ownerOf(company, "Mia Two")).toBe("Mei");
});
