import type { Locator, Page } from "@playwright/test";
import type { Message } from "#contract/threads/message.ts";
import { bubble, lamp, log, openThread, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { openLine } from "./harness/line.ts";
import type { Line } from "./harness/line.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** A conversation much longer than what its log holds at a time: nothing is lost on the way back and forth. */

const { pageId } = PAGES[0];
const SEEN = { timeout: 30_000 };
const HISTORY = 400;
/** The messages that the log holds, and a page that was just loaded. */
const MOST = 200;
const AT_ONCE = 20;
/** The browser's words when it cannot reach the server. */
const UNREACHABLE =
  /net::ERR_|Failed to load resource|WebSocket connection|Failed to fetch/;
let company: TestCompany;
let line: Line;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  line = await openLine(company.app.port);
});
test.afterAll(async () => {
  await line.close();
  await company.close();
});

test("a long conversation is read to its beginning and back, with a bounded log that keeps the place", async ({
  openTab,
}) => {
  test.slow();
  const { personId, psids } = await company.simulator.person("Thea Thousands");
  const write = (text: string) =>
    company.simulator.write(pageId, personId, { text });
  const id = await fill(write, psids[pageId] ?? "");
  const other = await company.simulator.person("Olga Other");
  await company.simulator.write(pageId, other.personId, { text: "Hello" });

  const page = await openTab({ expected: UNREACHABLE });
  const atDesk = `http://127.0.0.1:${line.port}`;
  await sitDown(page, atDesk, company.owner, `/inbox/${id}`);
  const bubbles = log(page).getByRole("article");
  await expect(bubbles.last()).toBeInViewport(SEEN);
  const newest = await numberOf(bubbles.last());
  const seen = new Set(await numbersIn(page));

  await test.step("back to the beginning, page by page", async () => {
    await log(page).focus();
    await goTo(page, {
      end: "first",
      go: () => page.keyboard.press("Home"),
      isThere: () => log(page).getByText("Start of conversation"),
      seen,
    });
    await page.keyboard.press("Home");
    await expect(bubbles.first()).toBeInViewport();
    expect(seen.size).toBe(HISTORY);
  });

  await test.step("a new message leaves the place", async () => {
    const first = await numberOf(bubbles.first());
    const before = await bubble(page, first).boundingBox();
    await write("Are you still there?");
    await expect(
      page.getByRole("button", { name: "1 new message" }),
    ).toBeVisible(SEEN);
    expect(await bubble(page, first).boundingBox()).toEqual(before);
    await expect(bubble(page, "Are you still there?")).toHaveCount(0);
  });

  await test.step("a lost connection leaves the place and brings what changed there", async () => {
    const first = await numberOf(bubbles.first());
    const top = async () => (await bubble(page, first).boundingBox())?.y;
    const before = await top();
    await line.cut();
    await expect(lamp(page)).not.toHaveText("Live", SEEN);
    const mid = (await messagesOf(id)).find(
      ({ text }) => text === first,
    )?.externalId;
    const text = `${first} I mean it.`;
    await company.simulator.edit(pageId, personId, { mid, text });
    await line.restore();
    await expect(lamp(page)).toHaveText("Live", SEEN);
    await expect(bubble(page, text)).toBeInViewport(SEEN);
    expect(await top()).toBe(before);
  });

  await test.step("forward to the end with the wheel", async () => {
    seen.clear();
    for (const number of await numbersIn(page)) seen.add(number);
    const { x, y, width, height } = (await log(page).boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await goTo(page, {
      end: "last",
      go: async () => {
        const below = await log(page).evaluate(
          (box) => box.scrollHeight - box.scrollTop - box.clientHeight,
        );
        await page.mouse.wheel(0, below);
      },
      isThere: () => bubble(page, "Are you still there?"),
      seen,
    });
    expect(seen.size).toBe(HISTORY);
    await expect(bubble(page, newest)).toBeVisible();
    // Earlier ones were dropped again, and load again.
    await expect(log(page).getByText("Start of conversation")).toHaveCount(0);
  });

  await test.step("a find leads far back, and End to the newest message", async () => {
    await page.keyboard.press("Control+f");
    const find = page.getByRole("search", { name: "Find in conversation" });
    await find.getByRole("searchbox").fill("Number 20.");
    await expect(bubble(page, "Number 20.")).toBeInViewport(SEEN);
    await page.keyboard.press("Escape");
    await log(page).focus();
    await page.keyboard.press("End");
    await expect(bubble(page, "Are you still there?")).toBeInViewport(SEEN);
  });

  await test.step("left far back, it opens at its end", async () => {
    for (const _ of Array.from({ length: HISTORY / 40 }))
      await back(page, bubbles);
    await expect(bubble(page, "Are you still there?")).toHaveCount(0);
    await openThread(page, "Olga Other");
    await expect(bubble(page, "Hello")).toBeVisible(SEEN);
    await openThread(page, "Thea Thousands");
    await expect(bubble(page, "Are you still there?")).toBeInViewport(SEEN);
  });
});

/** Writes the conversation; its messages are "Number 1." and so on, in the order in which they arrived. */
async function fill(
  write: (text: string) => Promise<unknown>,
  psid: string,
): Promise<string> {
  await write("Number 1.");
  const { id } = await company.threadOf(psid);
  for (let nth = 2; nth <= HISTORY; nth += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, HISTORY - nth + 1) }, (_, at) =>
        write(`Number ${nth + at}.`),
      ),
    );
  await expect
    .poll(async () => (await messagesOf(id)).length, SEEN)
    .toBe(HISTORY);
  return id;
}

async function messagesOf(threadId: string): Promise<Message[]> {
  const path = `/threads/${threadId}/messages`;
  const messages = await company.owner.api.all<Message>(path);
  return messages.filter(({ kind }) => kind === "message");
}

type Way = {
  /** The end of the log towards which the reader goes. */
  end: "first" | "last";
  go: () => Promise<void>;
  isThere: () => Locator;
  /** Gets every message that was in the log. */
  seen: Set<string>;
};

/** Goes on until the log has no more: each page keeps the place, and the log stays bounded. */
async function goTo(page: Page, { end, go, isThere, seen }: Way) {
  const bubbles = log(page).getByRole("article");
  while ((await isThere().count()) === 0) {
    const edge = await numberOf(bubbles[end]());
    await go();
    await expect.poll(() => numberOf(bubbles[end]()), SEEN).not.toBe(edge);
    await expect(bubble(page, edge)).toBeInViewport();
    await expect.poll(() => bubbles.count(), SEEN).toBeLessThanOrEqual(MOST);
    for (const number of await numbersIn(page)) seen.add(number);
  }
}

/** One page back, wherever the reader is. */
async function back(page: Page, bubbles: Locator): Promise<void> {
  const top = await numberOf(bubbles.first());
  if ((await log(page).getByText("Start of conversation").count()) > 0) return;
  await log(page).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => numberOf(bubbles.first()), SEEN).not.toBe(top);
}

async function numberOf(row: Locator): Promise<string> {
  return /Number \d+\./.exec(await row.innerText())?.[0] ?? "";
}

async function numbersIn(page: Page): Promise<string[]> {
  const text = await log(page).innerText();
  return text.match(/Number \d+\./g) ?? [];
}
