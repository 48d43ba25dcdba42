import type { Locator, Page } from "@playwright/test";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { chromiumLaunchOptions } from "../scripts/browser.ts";
import { openThread, log, bubble, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { holdSocket } from "./harness/hold-socket.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Reading a thread: quotations that lead back, pictures, players, any script. */

const { pageId } = PAGES[0];
const SEEN = { timeout: 30_000 };
/** The browser's words for a 409. */
const REFUSED = /409 \(Conflict\)/;
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("a quotation leads to what it quotes, and the log goes on from there both ways", async ({
  openTab,
}) => {
  const { personId } = await company.simulator.person("Quentin Quote");
  const write = (body: object) =>
    company.simulator.write(pageId, personId, body);
  const first = await write({ text: "Do you have the oak lamp?" });
  await write({ text: "The large one" });
  for (let line = 1; line <= 100; line += 1)
    await write({ text: `Line ${line}` });
  await write({ text: "I meant this one", replyTo: first.mid });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Quentin Quote");
  const asked = bubble(page, "Do you have the oak lamp?").filter({
    hasNotText: "I meant this one",
  });
  await expect(bubble(page, "I meant this one")).toBeInViewport(SEEN);
  await expect(asked).not.toBeInViewport();
  await log(page)
    .getByRole("button", { name: /Go to quoted message/ })
    .press("Enter");
  await expect(asked).toBeInViewport(SEEN);
  // The messages around it are loaded, not all since then.
  await expect(bubble(page, "The large one")).toBeVisible();
  await expect(bubble(page, "Line 70")).toHaveCount(0);
  await write({ text: "Are you there?" });
  await expect
    .poll(async () => {
      await log(page).evaluate((box) => box.scrollTo(0, box.scrollHeight));
      return bubble(page, "Line 70").count();
    }, SEEN)
    .toBe(1);
  await expect(bubble(page, "Line 12")).toHaveCount(1);
  await page.getByRole("button", { name: /new message|latest/i }).click();
  await expect(bubble(page, "Are you there?")).toBeInViewport(SEEN);
});

test("links end where the sentence goes on", async ({ openTab }) => {
  const { personId } = await company.simulator.person("Lin Link");
  for (const text of [
    "See https://en.wikipedia.org/wiki/Oolong_(disambiguation) or (https://shop.example/a?b=1).",
    "https://shop.example/lamp_(blue)_(small).",
    "「https://shop.example/茶」，www.shop.example。",
  ])
    await company.simulator.write(pageId, personId, { text });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Lin Link");
  const links = log(page).getByRole("link");
  await expect(links).toHaveText(
    [
      "https://en.wikipedia.org/wiki/Oolong_(disambiguation)",
      "https://shop.example/a?b=1",
      "https://shop.example/lamp_(blue)_(small)",
      "https://shop.example/茶",
      "www.shop.example",
    ],
    SEEN,
  );
  await expect(links.first()).toHaveAttribute(
    "href",
    "https://en.wikipedia.org/wiki/Oolong_(disambiguation)",
  );
  await expect(links.last()).toHaveAttribute(
    "href",
    "https://www.shop.example/",
  );
});

test("a row of laughing faces and a word freezes nobody", async ({
  openTab,
}) => {
  const { personId } = await company.simulator.person("Lia Laugh");
  const text = `${"😂".repeat(200)} hi`;
  await company.simulator.write(pageId, personId, { text });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Lia Laugh");
  await expect(bubble(page, text)).toBeVisible(SEEN);
});

test("an album opens large, walks and enlarges by keys", async ({
  openTab,
}) => {
  const { personId } = await company.simulator.person("Alba Album");
  await company.simulator.write(pageId, personId, {
    attachments: ["lamp", "room", "shop", "tea", "cat"].map((sample) => ({
      sample,
    })),
  });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Alba Album");
  const opener = log(page).getByRole("button", { name: "Open photo 4 of 5" });
  await expect(opener).toContainText("+1", SEEN);
  await opener.press("Enter");
  const viewer = page.getByRole("dialog", { name: "Photo 4 of 5" });
  await expect(viewer.getByRole("img")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(
    page.getByRole("dialog", { name: "Photo 5 of 5" }),
  ).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(
    page.getByRole("dialog", { name: "Photo 1 of 5" }),
  ).toBeVisible();
  const enlarge = page.getByRole("button", { name: "Actual size" });
  await enlarge.press("Enter");
  await expect(enlarge).toHaveAttribute("aria-pressed", "true");
  const { drawn, natural } = await page
    .getByRole("dialog")
    .getByRole("img")
    .evaluate((image: HTMLImageElement) => ({
      drawn: image.getBoundingClientRect().width,
      natural: image.naturalWidth,
    }));
  expect(drawn).toBe(natural);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();

  // The customer's page has the files of all conversations, with the same viewer.
  await page.getByRole("link", { name: "All files" }).click();
  await page.waitForURL(/\/customers\/.*show=files/);
  const tiles = page.getByRole("button", { name: /^Open .*\d{4}/ });
  await expect(tiles).toHaveCount(5);
  await tiles.nth(3).press("Enter");
  const large = page.getByRole("dialog", { name: "4 of 5" });
  await expect(large.getByRole("img")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "5 of 5" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(tiles.nth(3)).toBeFocused();
  await tiles.nth(3).press("Enter");
  await page.getByRole("button", { name: "Show in conversation" }).click();
  await page.waitForURL(/\/inbox\/.*message=/);
  await expect(opener).toBeVisible(SEEN);
});

test("a voice message and a video can be played", async ({ openTab }) => {
  const { personId } = await company.simulator.person("Vera Voice");
  for (const sample of ["voice", "clip"])
    await company.simulator.write(pageId, personId, {
      attachments: [{ sample }],
    });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Vera Voice");
  for (const player of ["audio", "video"]) {
    const media = log(page).locator(player);
    await expect(media).toBeVisible(SEEN);
    await expect
      .poll(() => media.evaluate((each: HTMLMediaElement) => each.duration))
      .toBeGreaterThan(1);
    const moved = await media.evaluate(async (each: HTMLMediaElement) => {
      each.muted = true;
      await each.play();
      await new Promise((resolve) =>
        each.addEventListener(
          "timeupdate",
          () => each.currentTime > 0 && resolve(null),
        ),
      );
      each.pause();
      return each.currentTime;
    });
    expect(moved).toBeGreaterThan(0);
  }

  // Among the customer's files, the video's bytes are fetched once it is opened.
  await page.getByRole("link", { name: "All files" }).click();
  await page.waitForURL(/\/customers\/.*show=files/);
  const tile = page.getByRole("button", { name: /^Open .*\d{4}/ });
  await expect(tile).toHaveCount(1);
  await expect(page.locator("main video")).toHaveCount(0);
  await tile.press("Enter");
  await expect(page.getByRole("dialog").locator("video")).toBeVisible();
});

test("Arabic reads from the right inside its bubble, its name stays with the list", async ({
  openTab,
}) => {
  const { personId } = await company.simulator.person("ليلى حداد");
  const text = "هل المصباح Oak 40 متوفر؟";
  await company.simulator.write(pageId, personId, { text });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "ليلى حداد");
  const words = bubble(page, text).getByText(text);
  await expect(words).toBeVisible(SEEN);
  expect(
    await words.evaluate(
      (element) => getComputedStyle(element.closest("[dir]")!).direction,
    ),
  ).toBe("rtl");
  const name = page.getByRole("list", { name: "All" }).getByText("ليلى حداد");
  const { starts, box } = await name.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return {
      starts: range.getBoundingClientRect().left,
      box: element.getBoundingClientRect().left,
    };
  });
  expect(Math.abs(starts - box)).toBeLessThan(2);
});

/** Chromium's scroll bar is as wide as this. */
const BAR_PX = 15;

/** Ways to the top of a log, each as far as it goes. */
const WAYS_BACK: Record<string, (page: Page) => Promise<void>> = {
  "the Home key": async (page) => {
    await log(page).focus();
    await page.keyboard.press("Home");
  },
  "one turn of the wheel": async (page) => {
    const { x, y } = await middleOf(log(page));
    await page.mouse.move(x, y);
    const above = await log(page).evaluate(({ scrollTop }) => scrollTop);
    await page.mouse.wheel(0, -above);
  },
};

async function middleOf(box: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await box.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

/** A page has 40, so a held scroll bar loads two more after the first. */
const HISTORY = 100;

/** A conversation that is longer than some pages of its log. */
async function longThread(): Promise<string> {
  const { personId, psids } = await company.simulator.person("Holly Hundreds");
  const write = (nth: number) =>
    company.simulator.write(pageId, personId, { text: `Number ${nth}.` });
  await write(1);
  const { id } = await company.threadOf(psids[pageId] ?? "");
  for (let nth = 2; nth <= HISTORY; nth += 20)
    await Promise.all(
      Array.from({ length: Math.min(20, HISTORY - nth + 1) }, (_, at) =>
        write(nth + at),
      ),
    );
  const stored = async () =>
    (await company.owner.api.all<Message>(`/threads/${id}/messages`)).filter(
      ({ kind }) => kind === "message",
    ).length;
  await expect.poll(stored, { timeout: 30_000 }).toBe(HISTORY);
  return id;
}

test("going back by Home, wheel or a held scroll bar keeps the place and reaches a day's first message", async ({
  openTab,
  playwright,
}) => {
  const id = await longThread();
  for (const [way, goBack] of Object.entries(WAYS_BACK))
    await test.step(way, async () => {
      const page = await openTab();
      await sitDown(page, company.app.url, company.owner, `/inbox/${id}`);
      const bubbles = log(page).getByRole("article");
      await expect(bubbles.last()).toBeInViewport(SEEN);
      for (let loaded = await bubbles.count(); loaded < HISTORY;) {
        const top = (await bubbles.first().innerText()).trim();
        await goBack(page);
        await expect.poll(() => bubbles.count(), SEEN).toBeGreaterThan(loaded);
        // The former top of the log is still on the screen, with more above it.
        await expect(bubble(page, top)).toBeInViewport();
        loaded = await bubbles.count();
      }
      await expect(bubbles).toHaveCount(HISTORY);
      await goBack(page);
      await expect(
        log(page).getByText("Start of conversation"),
      ).toBeInViewport();
      await page.close();
    });

  await test.step("the scroll bar, dragged to the top and held there", async () => {
    const browser = await playwright.chromium.launch({
      ...chromiumLaunchOptions(),
      ignoreDefaultArgs: ["--hide-scrollbars"],
    });
    const page = await browser.newPage({ locale: "en-US" });
    await sitDown(page, company.app.url, company.owner, `/inbox/${id}`);
    const bubbles = log(page).getByRole("article");
    await expect(bubbles.last()).toBeInViewport(SEEN);
    const { x, y, width, height } = (await log(page).boundingBox())!;
    const barX = x + width - BAR_PX / 2;
    await page.mouse.move(barX, y + height - 2 * BAR_PX);
    await page.mouse.down();
    await page.mouse.move(barX, y - BAR_PX, { steps: 5 });
    // The pointer does not move again.
    await expect(bubbles).toHaveCount(HISTORY, SEEN);
    await page.mouse.up();
    await browser.close();
  });
});

test("Close and Snooze over a message that the screen has not shown are refused, and show it", async ({
  openTab,
}) => {
  const { personId, psids } = await company.simulator.person("Sandra Slow");
  const write = (text: string) =>
    company.simulator.write(pageId, personId, { text });
  await write("Is the blue one in stock?");
  const { id } = await company.threadOf(psids[pageId] ?? "");
  await company.owner.api.post(`/threads/${id}/take`);
  const page = await openTab({ expected: REFUSED });
  const line = await holdSocket(page);
  await sitDown(page, company.app.url, company.owner, `/inbox/${id}`);
  await expect(bubble(page, "Is the blue one in stock?")).toBeVisible(SEEN);
  const inThread = (text: string) =>
    expect
      .poll(async () => {
        const messages = await company.owner.api.all<Message>(
          `/threads/${id}/messages`,
        );
        return messages.some((each) => each.text === text);
      }, SEEN)
      .toBe(true);
  const thread = () => company.owner.api.get<Thread>(`/threads/${id}`);

  line.hold();
  await write("Does it come with a lid?");
  await inThread("Does it come with a lid?");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(
    page.getByText("The customer sent a new message. Read it"),
  ).toBeVisible(SEEN);
  await expect(bubble(page, "Does it come with a lid?")).toBeVisible();
  expect(await thread()).toMatchObject({ status: "open" });

  await write("And a spoon?");
  await inThread("And a spoon?");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "In 1 hour" }).click();
  await expect(bubble(page, "And a spoon?")).toBeVisible(SEEN);
  expect(await thread()).toMatchObject({ status: "open" });

  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect.poll(async () => (await thread()).status, SEEN).toBe("closed");
  line.release();
});

test("a wrap-up form shows what the customer wrote over it, and keeps what was entered", async ({
  openTab,
}) => {
  const queue = await company.queue([company.owner], {
    wrapUpForm: {
      outcome: "off",
      outcomes: [],
      note: "required",
      label: "off",
    },
  });
  await company.route(company.channel, "queue", queue.id);
  const { personId, psids } = await company.simulator.person("Wanda Wrap");
  await company.simulator.write(pageId, personId, { text: "Thank you" });
  const { id } = await company.threadOf(psids[pageId] ?? "");
  await company.owner.api.post(`/threads/${id}/take`);
  const page = await openTab({ expected: REFUSED });
  await sitDown(page, company.app.url, company.owner, `/inbox/${id}`);
  await expect(bubble(page, "Thank you")).toBeVisible(SEEN);
  await page.getByRole("button", { name: "Close", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Close conversation" });
  await form.getByLabel("Note").fill("Wanted a blue one.");
  // The line is fast: the message is drawn, behind the form.
  await company.simulator.write(pageId, personId, { text: "One more thing!" });
  await expect(
    page.getByRole("log", { includeHidden: true }).getByText("One more thing!"),
  ).toBeAttached(SEEN);
  await form.getByRole("button", { name: "Close conversation" }).click();
  await expect(form.getByRole("alert")).toContainText("One more thing!");
  await expect(form.getByLabel("Note")).toHaveValue("Wanted a blue one.");
  expect(await company.owner.api.get(`/threads/${id}`)).toMatchObject({
    status: "open",
  });
  await form.getByRole("button", { name: "Close conversation" }).click();
  await expect(form).toBeHidden();
  await expect
    .poll(
      async () =>
        (await company.owner.api.get<Thread>(`/threads/${id}`)).status,
    )
    .toBe("closed");
});
