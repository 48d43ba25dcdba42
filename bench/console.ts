import { chromium } from "@playwright/test";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { chromiumLaunchOptions, ensureBrowser } from "../scripts/browser.ts";
import type { Login } from "../scripts/demo/seed.ts";
import { leaveQueues, ownerOf, signIn } from "../scripts/demo/sign-in.ts";
import { startStack } from "../scripts/demo/stack.ts";
import { alone, compared, type Figure, type Pair } from "./figures.ts";
import { pause } from "./program.ts";
import { percentile } from "./statistics.ts";

/**
 * The waits of an agent, in a real browser: LCP of the inbox with the processor
 * slowed to a quarter, a click in the list until the thread is painted, a key in
 * the composer until its letter is painted while ten messages a second arrive.
 * The keys go beside a bare page with one text field: the wait for the next frame
 * is the browser's, not ours.
 */

/** A running product, the account that opens its console, and customers who write. */
export type Subject = {
  consoleUrl: string;
  login: Pick<Login, "email" | "password">;
  /** One message of a customer. */
  write(count: number): Promise<void>;
};

type Wanted = {
  part: string;
  /** Before each name. */
  where?: string;
  /** The browser knows nothing of the console yet when the inbox is opened. */
  cold: boolean;
  atMostMs: { lcp: number; opened: number };
};

const ROUNDS = 5; // the first warms up
const SLOWDOWN = 4;
const OPENED = 6; // threads of a round
/** Rows so far from the open one that nothing has fetched their threads. */
const FAR = 8;
const FAR_MS = 200;
const KEY_MS = 16;
const TEXT = "The quick brown fox jumps over the lazy dog, and nobody waits. ";
const KEY_GAP_MS = 50;
const MESSAGE_GAP_MS = 100;
const SETTLE_MS = 500;
const PAINT_MS = 5_000;
const LAMPS = "104200000000011";
const BARE_PAGE = "data:text/html,<textarea autofocus></textarea>";
const ROWS = "a[href^='/inbox/']";

type Measured = { painted?: number; keys?: number[]; lcp?: number };

/** (h): on the demo data. */
export async function measureDemoConsole(
  say: (text: string) => void,
): Promise<Figure[]> {
  say("starting the product with its demo data");
  const stack = await startStack();
  const write = async (count: number) => {
    const person = `person_default_${(count % 3) + 1}`;
    const chat = `${stack.simulatorUrl}/_sim/chats/${LAMPS}/${person}`;
    const answer = await fetch(`${chat}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: `Message ${count}` }),
    });
    if (!answer.ok) throw new Error(`The simulator said ${answer.status}.`);
  };
  try {
    const { consoleUrl } = stack;
    const subject = { consoleUrl, login: ownerOf(stack), write };
    return await measureConsole(say, subject, {
      part: "h",
      cold: false,
      atMostMs: { lcp: 1_500, opened: 100 },
    });
  } finally {
    await stack.stop();
  }
}

export async function measureConsole(
  say: (text: string) => void,
  subject: Subject,
  { part, where = "", cold, atMostMs }: Wanted,
): Promise<Figure[]> {
  ensureBrowser();
  const browser = await chromium.launch(chromiumLaunchOptions());
  const named = (name: string) => ({ part, name: where + name, unit: "ms" });
  try {
    const context = await openContext(browser, subject);
    const opening = cold
      ? async () => {
          const storageState = await context.storageState();
          const fresh = await browser.newContext({ ...VIEW, storageState });
          const lcp = await firstPaint(fresh, subject);
          await fresh.close();
          return lcp;
        }
      : () => firstPaint(context, subject);
    return [
      alone(
        named(`LCP of the inbox, ${SLOWDOWN}× slower processor`),
        await rounds(say, "LCP", opening),
        { atMost: atMostMs.lcp },
      ),
      alone(
        named("list → thread painted, fetched before, p50"),
        await rounds(say, "list → thread", () =>
          openThreads(context, subject, { settleMs: SETTLE_MS, from: 0 }),
        ),
        { atMost: atMostMs.opened },
      ),
      alone(
        named("list → thread painted, not fetched before, p50"),
        await rounds(say, "list → far thread", () =>
          openThreads(context, subject, { settleMs: 0, from: FAR }),
        ),
        { atMost: FAR_MS },
      ),
      ...typed(
        named("key → painted, 10 messages/s, p95"),
        await keys(say, context, subject),
      ),
    ];
  } finally {
    await browser.close();
  }
}

/** Beside the bare page, and alone for the target. */
function typed(
  name: { part: string; name: string; unit: string },
  pairs: Pair[],
): Figure[] {
  const counted = pairs.slice(1).map(({ product }) => product);
  return [
    compared(name, pairs),
    alone({ ...name, name: `${name.name}, alone` }, counted, {
      atMost: KEY_MS,
    }),
  ];
}

async function rounds(
  say: (text: string) => void,
  what: string,
  measure: () => Promise<number>,
): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    values.push(await measure());
    say(`${what}, round ${round + 1}: ${values.at(-1)?.toFixed(1)} ms`);
  }
  return values.slice(1);
}

const VIEW = { viewport: { width: 1280, height: 800 } };

async function openContext(
  browser: Browser,
  { consoleUrl, login }: Subject,
): Promise<BrowserContext> {
  const context = await browser.newContext(VIEW);
  const page = await context.newPage();
  await signIn(page, consoleUrl, login);
  // Messages of the demo's customers must not ring during a measurement.
  await leaveQueues(page, consoleUrl);
  await page.close();
  return context;
}

async function firstPaint(
  context: BrowserContext,
  subject: Subject,
): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.addInitScript(() => {
    const measured = window as unknown as Measured;
    new PerformanceObserver((list) => {
      measured.lcp = list.getEntries().at(-1)?.startTime ?? 0;
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  await page.goto(`${subject.consoleUrl}/inbox`);
  await page.locator(ROWS).first().waitFor();
  await pause(SETTLE_MS);
  const lcp = await page.evaluate(() => (window as unknown as Measured).lcp);
  await page.close();
  return lcp ?? Number.NaN;
}

/**
 * Threads next to the open one are fetched already, as when an agent walks the list, and so is one that the pointer rests on.
 * @param way `from`: how far from the open one to begin; `settleMs`: how long the pointer rests before the press
 */
async function openThreads(
  context: BrowserContext,
  subject: Subject,
  way: { settleMs: number; from: number },
): Promise<number> {
  const page = await context.newPage();
  await page.goto(`${subject.consoleUrl}/inbox`);
  await page.locator(ROWS).first().click();
  await page.locator("[role=log] article").first().waitFor();
  // By address: who writes meanwhile moves to the top, and places change hands.
  const addresses = await page
    .locator(ROWS)
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("href")));
  const others = addresses.filter((at) => !page.url().endsWith(at ?? ""));
  const values: number[] = [];
  // Every second one of the far ones: opening one fetches its neighbours.
  const step = way.from === 0 ? 1 : 2;
  for (let count = 0; count < OPENED; count += 1) {
    const address = others[way.from + count * step];
    if (address === undefined) break;
    const row = page.locator(`a[href="${address}"]`);
    if (way.settleMs > 0) await row.hover();
    else await row.scrollIntoViewIfNeeded();
    await pause(way.settleMs);
    await page.evaluate(watchThread);
    await row.click();
    await page.waitForFunction(
      () => (window as unknown as Measured).painted !== undefined,
      null,
      { timeout: PAINT_MS },
    );
    values.push(
      await page.evaluate(
        () => (window as unknown as Measured).painted ?? Number.NaN,
      ),
    );
  }
  await page.close();
  return percentile(values, 0.5);
}

/** In the page: from the next press of the pointer to the frame that shows other messages. */
function watchThread(): void {
  const measured = window as unknown as Measured;
  delete measured.painted;
  const before = document.querySelector("[role=log]")?.textContent;
  addEventListener(
    "pointerdown",
    ({ timeStamp }) => {
      const observer = new MutationObserver(() => {
        const log = document.querySelector("[role=log]");
        if (!log?.querySelector("article") || log.textContent === before)
          return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            measured.painted = performance.now() - timeStamp;
          };
          channel.port2.postMessage(null);
        });
      });
      observer.observe(document.body, { subtree: true, childList: true });
    },
    { once: true, capture: true },
  );
}

async function keys(
  say: (text: string) => void,
  context: BrowserContext,
  subject: Subject,
): Promise<Pair[]> {
  const bare = await context.newPage();
  await bare.goto(BARE_PAGE);
  const page = await context.newPage();
  await page.goto(`${subject.consoleUrl}/inbox`);
  await page.locator(ROWS).nth(3).click();
  await page.locator("[role=log] article").first().waitFor();
  const pairs: Pair[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const stopWriting = writeAlways(subject);
    const product = await typeInto(page);
    await stopWriting();
    pairs.push({ product, bare: await typeInto(bare) });
    const { product: ours, bare: theirs } = pairs.at(-1)!;
    say(
      `keys, round ${round + 1}: ${ours.toFixed(1)} ms, bare ${theirs.toFixed(1)} ms`,
    );
  }
  return pairs;
}

/** Types a sentence into the composer. @returns the time from a key until the frame that shows it, p95 in ms */
export async function typeInto(page: Page): Promise<number> {
  await page.bringToFront();
  const field = page.locator("textarea").last();
  await field.fill("");
  await page.evaluate(watchKeys);
  for (const character of TEXT) {
    await page.keyboard.press(character === " " ? "Space" : character);
    await pause(KEY_GAP_MS);
  }
  const values = await page.evaluate(
    () => (window as unknown as Measured).keys ?? [],
  );
  return percentile(values, 0.95);
}

/** In the page: from a key's event to the end of the frame that shows it. */
function watchKeys(): void {
  const measured = window as unknown as Measured;
  const isWatched = measured.keys !== undefined;
  measured.keys = [];
  if (isWatched) return;
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          measured.keys?.push(performance.now() - timeStamp);
        };
        channel.port2.postMessage(null);
      });
    },
    { capture: true },
  );
}

/** Ten messages a second, until stopped. */
function writeAlways({ write }: Subject): () => Promise<void> {
  let isOver = false;
  const writing = (async () => {
    for (let count = 0; !isOver; count += 1) {
      await write(count);
      await pause(MESSAGE_GAP_MS);
    }
  })();
  return () => {
    isOver = true;
    return writing;
  };
}
