import type { Page } from "@playwright/test";
import type { Agent } from "#contract/people/agent.ts";
import type { LabelRecord } from "#contract/customers/label.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { bubble, log, openMessenger, rowOf, sitDown } from "./harness/desk.ts";
import { watchPointer, type Hands } from "./harness/hands.ts";
import { keyHands } from "./harness/key-hands.ts";
import { mouseHands } from "./harness/mouse-hands.ts";
import {
  arrive,
  card,
  clearDesks,
  openRingingHouse,
  ownerOf,
  ringIn,
  threadNamed,
} from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import type { OpenTab } from "./harness/test.ts";
import { tellTime } from "./harness/timing.ts";
import { inParallel } from "./harness/until.ts";

/** An agent's day from signing in to signing out, and the supervisor's look at it: once with the mouse, once without. */

const pageId = PAGES[0].pageId;
const DESK = {
  viewport: { width: 1366, height: 768 },
  // The page may ask once more about a conversation that went to a teammate.
  expected: /404 \(Not Found\)/,
};
const OLD_WORDS = "My order number is LO-7741";
/** More than a thread loads at first. */
const LATER_MESSAGES = 60;
const CANNED = {
  shortcut: "deliver",
  title: "Delivery time",
  scope: "everybody",
  bodies: { "*": "Hi {{customer.firstName}}, we deliver within two days." },
};
let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;
let refund: LabelRecord;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  ({ company, mei, ben, sue } = await openRingingHouse({ postgres }));
  await sue.api.post("/canned-replies", CANNED);
  refund = await sue.api.post<LabelRecord>("/labels", { name: "Refund" });
  await talkForLong("Olga Old");
});
test.beforeEach(() => clearDesks(company, [ben]));
test.afterAll(() => company.close());

/** A conversation of the past, which begins with the words that are looked for. */
async function talkForLong(name: string): Promise<void> {
  await ringIn(company, [mei], { strategy: "manual" });
  const { personId } = await company.simulator.person(name);
  const write = (text: string) =>
    company.simulator.write(pageId, personId, { text });
  await write(OLD_WORDS);
  const { id } = await threadNamed(company, name);
  // She looks after it, so she finds it when it is closed.
  await mei.api.post(`/threads/${id}/take`);
  const lines = Array.from({ length: LATER_MESSAGES }, (_, nth) => nth + 1);
  await inParallel(lines, 8, (nth) => write(`Line ${nth}`));
  await expect
    .poll(async () => {
      const messages = await mei.api.all<Message>(`/threads/${id}/messages`);
      return messages.filter(({ kind }) => kind === "message").length;
    })
    .toBe(LATER_MESSAGES + 1);
  await mei.api.post(`/threads/${id}/close`);
}

test("a day with the mouse", async ({ openTab }) => {
  const [page, sues] = [await openTab(DESK), await openTab(DESK)];
  await liveTheDay(openTab, "Mouse", {
    meis: { page, hands: mouseHands(page) },
    sues: { page: sues, hands: mouseHands(sues) },
  });
});

test("the same day by keyboard alone", async ({ openTab }) => {
  const [page, sues] = [await openTab(DESK), await openTab(DESK)];
  const pointers = [await watchPointer(page), await watchPointer(sues)];
  await liveTheDay(openTab, "Keys", {
    meis: { page, hands: keyHands(page) },
    sues: { page: sues, hands: keyHands(sues) },
  });
  expect(pointers).toEqual([[], []]);
});

type Desk = { page: Page; hands: Hands };

async function liveTheDay(
  openTab: OpenTab,
  family: string,
  { meis, sues }: { meis: Desk; sues: Desk },
): Promise<void> {
  const startedAt = performance.now();
  const { page, hands } = meis;
  const [ada, bob, cleo, dan, eve] = ["Ada", "Bob", "Cleo", "Dan", "Eve"].map(
    (first) => `${first} ${family}`,
  ) as [string, string, string, string, string];
  const queue = await ringIn(company, [mei], {
    strategy: "hunt",
    name: `Lamps ${family}`,
  });
  const bens = await openTab(DESK);
  await sitDown(bens, company.app.url, ben);
  const customer = await openTab();

  await test.step("the morning: sign in, available, the first customer rings", async () => {
    await hands.signIn(company.app.url, mei);
    await expect.poll(() => presenceOf(mei)).toBe("available");
    await hands.goOnAfterClosing();
    await hands.setStatus("Away");
    await expect.poll(() => presenceOf(mei)).toBe("away");
    await openCustomer(customer, ada, "Do you deliver the oak lamp?");
    await expect(rowOf(page, ada)).toContainText(queue.name);
    await expect(card(page, ada)).toHaveCount(0);
    await hands.setStatus("Available");
    await hands.accept(ada);
    await expect(bubble(page, "the oak lamp")).toBeVisible();
  });

  await test.step("answer with a canned reply; the customer has it", async () => {
    await hands.useCanned("deliv", CANNED.title);
    await expect(
      page.getByRole("textbox", { name: "Message", exact: true }),
    ).toHaveValue("Hi Ada, we deliver within two days.");
    await hands.send();
    await expect(
      bubble(customer, "Hi Ada, we deliver within two days."),
    ).toBeVisible();
  });

  await test.step("a note names a teammate, a label is set", async () => {
    // Ben may still see the card of the other day.
    const note = `is the oak one in stock for ${ada}?`;
    await hands.addNote({ mention: "Ben", text: note });
    await expect(bubble(page, note)).toBeVisible();
    await expect(
      bens
        .getByRole("article", { name: /Mei mentioned you/ })
        .filter({ hasText: note }),
    ).toBeVisible();
    await hands.label(refund.name);
    await expect(rowOf(page, ada)).toContainText(refund.name);
    await expect(log(customer)).not.toContainText("in stock");
  });

  await test.step("snoozed until a typed time, it comes back with the reply", async () => {
    await hands.snooze("in 2 h");
    await expect(rowOf(page, ada)).toHaveCount(0);
    expect((await threadNamed(company, ada)).status).toBe("snoozed");
    await customerSays(customer, "And the black one?");
    await expect(rowOf(page, ada)).toContainText("And the black one?");
    await expect(log(page)).toContainText("Back from snooze");
  });

  await test.step("transferred to a teammate, and a transfer accepted", async () => {
    await hands.transfer({ to: "Ben", note: "Ada asks about the black one" });
    await expect(card(bens, ada)).toContainText("the black one");
    await ben.api.post(
      `/offers/${(await threadNamed(company, ada)).id}/accept`,
    );
    await expect(page.getByText(`Ben accepted ${ada}`)).toBeVisible();
    expect(await ownerOf(company, ada)).toBe("Ben");
    const { id } = await arriveTo(ben, eve, "I am Eve, with a question");
    await ben.api.post(`/threads/${id}/transfer`, {
      to: { type: "agent", id: mei.id },
      note: "She knows you",
    });
    await hands.accept(eve);
    await expect.poll(() => ownerOf(company, eve)).toBe("Mei");
    await company.route(company.channel, "queue", queue.id);
  });

  await test.step("send and close, and the next one is open", async () => {
    for (const name of [bob, cleo, dan]) {
      await arrive(company, name, `I am ${name}`);
      await hands.accept(name);
    }
    await hands.open(bob);
    await hands.sendAndClose("Goodbye, Bob");
    await expect
      .poll(() => lastOf(bob))
      .toMatchObject({
        status: "closed",
        lastMessage: { text: "Goodbye, Bob" },
      });
    await expect(log(page)).toHaveAccessibleName(/with (Cleo|Dan|Eve) /);
    await expect(rowOf(page, bob)).toHaveCount(0);
  });

  await test.step("an old message is found, and the log is there", async () => {
    await hands.findMessage("number is LO-7741");
    await expect(bubble(page, OLD_WORDS)).toBeInViewport();
    await expect(bubble(page, `Line ${LATER_MESSAGES}`)).not.toBeInViewport();
  });

  await test.step("two are snoozed together, and undone", async () => {
    await hands.snoozeTogether([cleo, dan]);
    await expect(rowOf(page, cleo)).toHaveCount(0);
    await expect(rowOf(page, dan)).toHaveCount(0);
    await hands.undo();
    await expect(rowOf(page, cleo)).toBeVisible();
    await expect(rowOf(page, dan)).toBeVisible();
  });

  await test.step("the customer's page, and back", async () => {
    await hands.open(cleo);
    await hands.openCustomer();
    await expect(page).toHaveURL(/\/customers\//);
    await expect(page.getByRole("heading", { name: cleo })).toBeVisible();
    await hands.backToInbox();
  });

  await test.step("a view of one's own is saved and shown", async () => {
    await hands.saveOwnAsView(`Mine ${family}`);
    const mine = page.getByRole("list", { name: `Mine ${family}` });
    await expect(mine.getByRole("link")).toHaveCount(3);
    await hands.showView("All");
    await expect(mine).toHaveCount(0);
    await expect(rowOf(page, cleo)).toBeVisible();
    await hands.showView(`Mine ${family}`);
    await expect(mine.getByRole("link")).toHaveCount(3);
  });

  await test.step("the end of the day: what is open returns to its queue", async () => {
    await hands.signOut();
    await expect(page).toHaveURL(/\/sign-in/);
    for (const name of [cleo, dan])
      await expect
        .poll(() => lastOf(name))
        .toMatchObject({
          owner: null,
          status: "waiting",
          routedTo: { type: "queue", id: queue.id },
        });
    await expect.poll(() => ownerOf(company, eve)).toBeNull();
    expect(await presenceOf(mei)).toBe("offline");
  });

  await test.step("the report counts the day, and leads to it", async () => {
    await sues.hands.signIn(company.app.url, sue);
    await sues.hands.openReport();
    const row = sues.page
      .getByRole("list", { name: "Queues" })
      .getByRole("listitem")
      .filter({ hasText: queue.name });
    await expect(row.getByRole("link").nth(0)).toHaveText(/^4New/);
    await expect(row.getByRole("link").nth(1)).toHaveText(/^1Closed/);
    await sues.hands.openClosedOf(queue.name);
    await expect(sues.page.getByRole("link", { name: bob })).toBeVisible();
  });
  tellTime(`the day (${family})`, startedAt);
}

/** A customer in Messenger, who writes by their own screen. */
async function openCustomer(
  page: Page,
  name: string,
  text: string,
): Promise<void> {
  const { personId } = await company.simulator.person(name);
  await openMessenger(page, company, pageId, personId);
  await customerSays(page, text);
  await threadNamed(company, name);
}

async function customerSays(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox").first();
  await field.fill(text);
  await field.press("Enter");
  await expect(bubble(page, text)).toBeVisible();
}

/** A customer writes to a queue of this agent alone, and the agent takes the conversation. */
async function arriveTo(
  agent: Colleague,
  name: string,
  text: string,
): Promise<Thread> {
  await ringIn(company, [agent], { strategy: "manual" });
  const thread = await arrive(company, name, text);
  return agent.api.post<Thread>(`/threads/${thread.id}/take`);
}

async function presenceOf({ id }: Colleague): Promise<string | undefined> {
  const agents = await company.owner.api.all<Agent>("/agents");
  return agents.find((agent) => agent.id === id)?.presence;
}

async function lastOf(name: string): Promise<Thread> {
  const { id } = await threadNamed(company, name);
  return company.owner.api.get<Thread>(`/threads/${id}`);
}
