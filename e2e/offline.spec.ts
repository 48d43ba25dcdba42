import { isDeepStrictEqual } from "node:util";
import type { Page } from "@playwright/test";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  bubble,
  lamp,
  log,
  openThread,
  rowOf,
  rows,
  say,
  sitDown,
} from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { openLine } from "./harness/line.ts";
import type { Line } from "./harness/line.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import type { OpenTab } from "./harness/test.ts";
import { tellTime } from "./harness/timing.ts";

/** The agent's line is lost for a long time and comes back: nothing missing, nothing twice. */

const pageId = PAGES[0].pageId;
/** The promise is two seconds; a busy machine gets more before a test fails. */
const CONVERGED = { timeout: 30_000 };
/** The browser's words when it cannot reach the server. */
const UNREACHABLE =
  /net::ERR_|Failed to load resource|WebSocket connection|Failed to fetch/;
let company: TestCompany;
let anna: Colleague;
let ben: Colleague;
let line: Line;
let atDesk: string;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  [anna, ben] = [
    await company.colleague("Anna"),
    await company.colleague("Ben"),
  ];
  const queue = await company.queue([anna, ben], { visibility: "queue_read" });
  await company.route(company.channel, "queue", queue.id);
  line = await openLine(company.app.port);
  atDesk = `http://127.0.0.1:${line.port}`;
});
test.afterEach(() => line.restore());
test.afterAll(async () => {
  await line.close();
  await company.close();
});

type Known = { personId: string; threadId: string; name: string };

async function customer(name: string): Promise<Known> {
  const { personId, psids } = await company.simulator.person(name);
  await company.simulator.write(pageId, personId, { text: `${name} is here` });
  const { id } = await company.threadOf(psids[pageId] ?? "");
  return { personId, threadId: id, name };
}

/** Anna, with the thread of the first customer open; it is hers. */
async function annaAt(openTab: OpenTab, { name, threadId }: Known) {
  await anna.api.post(`/threads/${threadId}/take`);
  const desk = await openTab({ expected: UNREACHABLE });
  await desk.clock.install();
  await sitDown(desk, atDesk, anna);
  await openThread(desk, name);
  await expect(bubble(desk, `${name} is here`)).toBeVisible();
  return desk;
}

/** Events while she is away: more than one screen holds, in several threads, by several people. */
async function meanwhile(first: Known, second: Known): Promise<Known> {
  const write = (known: Known, text: string) =>
    company.simulator.write(pageId, known.personId, { text });
  for (let nth = 1; nth <= 40; nth += 1) await write(first, `Missed ${nth}`);
  await ben.api.post(`/threads/${second.threadId}/messages`, {
    text: "Ben has answered",
    clientId: `ben-${second.threadId}`,
  });
  const third = await customer(`New ${first.name}`);
  const stored = async () => {
    const messages = await anna.api.all<Message>(
      `/threads/${first.threadId}/messages`,
    );
    return messages.filter(({ text }) => text?.startsWith("Missed")).length;
  };
  await expect.poll(stored).toBe(40);
  return third;
}

/** List and open thread show what the server has. */
async function expectConverged(desk: Page, open: Known): Promise<void> {
  const startedAt = performance.now();
  await expect(bubble(desk, "Missed 40")).toBeVisible(CONVERGED);
  tellTime("line back → open thread up to date", startedAt);
  await expect(lamp(desk)).toHaveText("Live", CONVERGED);
  // The reply that was written offline is sent meanwhile, and changes the order.
  await expect
    .poll(async () => differences(desk), CONVERGED)
    .toEqual({ rows: [], more: 0 });
  await expect
    .poll(async () => {
      const [shown, stored] = [
        await log(desk).locator("article [dir=auto]").allInnerTexts(),
        await textsOf(open),
      ];
      return { shown, isStored: isDeepStrictEqual(shown, stored), stored };
    }, CONVERGED)
    .toMatchObject({ isStored: true });
}

/** The rows in which the list differs from the server. */
async function differences(desk: Page) {
  const expected = (await anna.api.all<Thread>("/threads"))
    .filter(({ status }) => status === "waiting" || status === "open")
    .map(({ customer: { name } }) => name ?? "");
  const shown = await rows(desk).allInnerTexts();
  return {
    rows: expected.filter((name, nth) => !shown[nth]?.includes(name)),
    more: shown.length - expected.length,
  };
}

async function textsOf({ threadId }: Known): Promise<string[]> {
  const messages = await anna.api.all<Message>(`/threads/${threadId}/messages`);
  return messages
    .filter(({ kind }) => kind === "message")
    .map(({ text }) => text ?? "")
    .reverse();
}

test("cut off: the lamp says so, what is written is kept and sent once, and all that was missed is there", async ({
  openTab,
}) => {
  const first = await customer("Carla Cut");
  const second = await customer("Conrad Cut");
  const desk = await annaAt(openTab, first);
  await line.cut();
  await expect(lamp(desk)).toHaveText("Offline");
  await expect(desk.getByText("your drafts are saved")).toBeVisible();
  await say(desk, "Written without a line");
  await expect(bubble(desk, "Written without a line")).toHaveCount(1);
  const third = await meanwhile(first, second);
  // Ten minutes pass for everything that counts time in the page.
  await desk.clock.fastForward(10 * 60_000);
  await expect(lamp(desk)).toHaveText("Offline");

  await line.restore();
  await expectConverged(desk, first);
  await expect(rowOf(desk, second.name)).toContainText("Ben has answered");
  await expect(rowOf(desk, third.name)).toBeVisible();
  const sent = async () =>
    (await company.simulator.chat(pageId, first.personId)).messages.filter(
      ({ text }) => text === "Written without a line",
    ).length;
  await expect.poll(sent, CONVERGED).toBe(1);
  await expect(bubble(desk, "Written without a line")).toHaveCount(1);
});

test("cut off, what was never opened is waited for, and no link leads out of the page", async ({
  openTab,
}) => {
  const desk = await annaAt(openTab, await customer("Mona Menu"));
  // The browser itself cannot reach anything: code of the page neither.
  await desk.context().setOffline(true);
  await expect(lamp(desk)).toHaveText("Offline");
  await desk.getByRole("button", { name: /sign out$/ }).click();
  await say(desk, "Still here");
  await expect(bubble(desk, "Still here")).toHaveCount(1);
  await desk.getByRole("link", { name: "Customers" }).click();
  await desk.getByRole("link", { name: "Open customer profile" }).click();
  await expect(desk).toHaveURL(/\/inbox\//);
  await desk.context().setOffline(false);
  await expect(desk.getByRole("menuitem", { name: "Sign out" })).toBeVisible(
    CONVERGED,
  );
});

test("cut off, nobody can sign out: it is said, and the console is back", async ({
  openTab,
}) => {
  const known = await customer("Otis Out");
  const desk = await annaAt(openTab, known);
  await say(desk, "Before");
  await expect(bubble(desk, "Before")).toHaveCount(1);
  const dialog = desk.getByRole("dialog", { name: "Sign out" });
  const leave = async () => {
    await desk.getByRole("button", { name: /sign out$/ }).click();
    await desk.getByRole("menuitem", { name: "Sign out" }).click();
  };
  await leave();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await desk.context().setOffline(true);
  await expect(lamp(desk)).toHaveText("Offline");
  await leave();
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await expect(lamp(desk)).toHaveText("Offline");
  await expect(bubble(desk, "Before")).toHaveCount(1);
  await desk.context().setOffline(false);
  await expect(lamp(desk)).toHaveText("Live", CONVERGED);
  // The part of the page that says it may have to be fetched first.
  await expect(desk.getByText("you’re still signed in")).toBeVisible(CONVERGED);
});

test("asleep: a line that died without a word is noticed, and all that was missed is there", async ({
  openTab,
}) => {
  const first = await customer("Sina Sleep");
  const second = await customer("Simon Sleep");
  const desk = await annaAt(openTab, first);
  line.stall();
  await meanwhile(first, second);
  await desk.clock.fastForward(10 * 60_000);
  await expect(lamp(desk)).not.toHaveText("Live", { timeout: 30_000 });
  await line.restore();
  await expectConverged(desk, first);
  await expect(rowOf(desk, second.name)).toContainText("Ben has answered");
});

test("the browser itself says that it is offline and online again", async ({
  openTab,
}) => {
  const first = await customer("Boris Browser");
  const second = await customer("Bianca Browser");
  const desk = await annaAt(openTab, first);
  await desk.context().setOffline(true);
  await expect(lamp(desk)).toHaveText("Offline");
  await meanwhile(first, second);
  await desk.context().setOffline(false);
  await expectConverged(desk, first);
});

test("a restart of the server is caught up with, without a reload", async ({
  openTab,
}) => {
  const first = await customer("Rosa Restart");
  const second = await customer("Rolf Restart");
  const desk = await annaAt(openTab, first);
  await company.app.program().kill();
  await expect(lamp(desk)).toHaveText("Offline");
  await company.app.start();
  await meanwhile(first, second);
  await expectConverged(desk, first);
});
