import { chromium, type CDPSession, type Page } from "@playwright/test";
import { chromiumLaunchOptions, ensureBrowser } from "../scripts/browser.ts";
import { signIn } from "../scripts/demo/sign-in.ts";
import { loginOfOwner } from "./big/login.ts";
import { typeInto } from "./console.ts";
import { signedMessage } from "./deliveries.ts";
import { alone, type Figure } from "./figures.ts";
import { pageHeapMb } from "./heap.ts";
import { openCaller, post } from "./load.ts";
import { pause } from "./program.ts";
import { seedLongThread, type LongThread } from "./seed-long-thread.ts";
import { APP_SECRET, seedHouse } from "./seed.ts";
import { full } from "./size.ts";
import { openStage, startProduct } from "./stage.ts";
import { median, percentile } from "./statistics.ts";

/**
 * (l): a conversation of 10,000 messages in a real browser with the processor slowed to a quarter, beside one of 100 in
 * the same run. Each is read back to its beginning, page by page. Measured are the time of a page, the frames while the
 * wheel turns at the end, in the middle and at the beginning, a key in the composer with everything read, a message that
 * arrives there, and what the page holds then.
 */

const PART = "l";
const SIZES = [100, 10_000];
const SLOWDOWN = 4;
const KEY_MS = 33; // two frames
const PAGE_MS = 20_000;
const SETTLE_MS = 1_000;
/** A turn of the wheel, at most once a frame. */
const TURN_PX = 100;
const TURNS = 90;
const TURN_MS = 16;
const LONG_FRAME_MS = 50;
/** Messages of a page of the log, and pages whose time is told at either end of the walk. */
const PAGE = 40;
const ENDS = 10;

type Frames = { p95: number; longest: number; longShare: number };

export async function measureLongLog(
  say: (text: string) => void,
): Promise<Figure[]> {
  ensureBrowser();
  const stage = await openStage(full.program);
  const product = await startProduct(stage, { name: "log" });
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    const house = await seedHouse(product.db, 2);
    const threads: LongThread[] = [];
    for (const messages of SIZES)
      threads.push(await seedLongThread(product, house, messages));
    const consoleUrl = product.program.url;
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
    });
    await signIn(page, consoleUrl, await loginOfOwner(product.db));
    const figures: Figure[] = [];
    for (const thread of threads) {
      const write = async () => {
        const caller = openCaller(1);
        const delivery = signedMessage({
          pageId: house.pageId,
          appSecret: APP_SECRET,
          psid: thread.psid,
        });
        await post(caller, consoleUrl + house.webhookPath, delivery);
        caller.close();
      };
      await page.goto(`${consoleUrl}/inbox/${thread.id}`);
      figures.push(...(await measureThread(page, { thread, write, say })));
    }
    return figures;
  } finally {
    await browser.close();
    await product.stop();
    await stage.stop();
  }
}

async function measureThread(
  page: Page,
  {
    thread,
    write,
    say,
  }: {
    thread: LongThread;
    write(): Promise<void>;
    say(text: string): void;
  },
): Promise<Figure[]> {
  const session = await page.context().newCDPSession(page);
  const figures: Figure[] = [];
  const tell = (
    name: string,
    value: number,
    unit = "ms",
    target: { atMost?: number } = {},
  ) => {
    const named = { part: PART, name: `${thread.messages}: ${name}`, unit };
    figures.push(alone(named, [value], target));
    say(`${named.name}: ${value.toFixed(1)} ${unit}`);
  };
  const tellFrames = async (where: string, turnPx: number) => {
    const { p95, longest, longShare } = await turnWheel(page, turnPx);
    tell(`frame, ${where}, p95`, p95);
    tell(`frame, ${where}, longest`, longest);
    tell(`frames over ${LONG_FRAME_MS} ms, ${where}`, 100 * longShare, "%");
  };
  await page.locator("[role=log] article").last().waitFor();
  const slowDown = (rate: number) =>
    session.send("Emulation.setCPUThrottlingRate", { rate });
  /** Between what is measured, at full speed. */
  const skip = async (pages: number) => {
    await slowDown(1);
    await walkBack(page, Math.max(0, pages));
    await slowDown(SLOWDOWN);
    await pause(SETTLE_MS);
  };
  const half = thread.messages / PAGE / 2;
  await slowDown(SLOWDOWN);
  await pause(SETTLE_MS);
  await tellFrames("at the end, with pages that load", -TURN_PX);
  if (half > 2 * ENDS) {
    const first = await walkBack(page, ENDS);
    tell("a page, the first ones", median(first));
    await skip(half - ENDS);
    await tellFrames("in the middle", TURN_PX);
    await skip(half - 2 * ENDS);
  }
  const last = await walkBack(page, Infinity);
  if (last.length > 0) tell("a page, the last ones", median(last));
  await tellHeld(page, session, tell);
  await tellFrames("at the beginning", TURN_PX);
  await pause(SETTLE_MS);
  tell("key → painted, p95", await typeInto(page), "ms", { atMost: KEY_MS });
  const { movedPx, longest } = await watchPlace(page, write);
  tell("a new message: place moves by", movedPx, "px", { atMost: 0 });
  tell("a new message: longest frame", longest);
  await slowDown(1);
  await session.detach();
  return figures;
}

async function tellHeld(
  page: Page,
  session: CDPSession,
  tell: (name: string, value: number, unit: string) => void,
): Promise<void> {
  tell(
    "elements in the document",
    await page.evaluate(() => document.querySelectorAll("*").length),
    "",
  );
  tell("heap of the page", await pageHeapMb(session), "MB");
}

/** Goes to the top of the log until `pages` have come. @returns how long each took until its frame, in ms */
function walkBack(page: Page, pages: number): Promise<number[]> {
  return page.evaluate(
    async ({ most, waitMs }) => {
      const frame = () => new Promise(requestAnimationFrame);
      const log = document.querySelector("[role=log]")!;
      const first = () => log.querySelector("article")?.id;
      const isAtBeginning = () =>
        log.textContent?.includes("Start of conversation") ?? true;
      const times: number[] = [];
      while (times.length < most && !isAtBeginning()) {
        const top = first();
        const startedAt = performance.now();
        log.scrollTop = 0;
        while (first() === top && !isAtBeginning()) {
          await frame();
          if (performance.now() - startedAt > waitMs)
            throw new Error("No earlier page came.");
        }
        await frame();
        times.push(performance.now() - startedAt);
      }
      return times;
    },
    { most: Math.min(pages, Number.MAX_SAFE_INTEGER), waitMs: PAGE_MS },
  );
}

/** Turns the wheel over the log, one way and back. */
async function turnWheel(page: Page, turnPx: number): Promise<Frames> {
  const { x, y, width, height } = (await page
    .locator("[role=log]")
    .boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.evaluate(watchFrames);
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.mouse.wheel(0, turn < TURNS / 2 ? turnPx : -turnPx);
    await pause(TURN_MS);
  }
  return framesOf(await page.evaluate(framesWatched));
}

type Watched = { frames?: number[]; isWatching?: boolean };

/** In the page: notes the time between frames. */
function watchFrames(): void {
  const watched = window as unknown as Watched;
  watched.frames = [];
  watched.isWatching = true;
  let before = performance.now();
  const note = (now: number) => {
    watched.frames?.push(now - before);
    before = now;
    if (watched.isWatching) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

/** In the page. */
function framesWatched(): number[] {
  const watched = window as unknown as Watched;
  watched.isWatching = false;
  return watched.frames ?? [];
}

function framesOf(frames: number[]): Frames {
  return {
    p95: percentile(frames, 0.95),
    longest: Math.max(...frames),
    longShare: frames.filter((ms) => ms > LONG_FRAME_MS).length / frames.length,
  };
}

/** The line being read, before and after a message of the customer arrives. */
async function watchPlace(
  page: Page,
  write: () => Promise<void>,
): Promise<{ movedPx: number; longest: number }> {
  const place = () =>
    page.evaluate(() => {
      const log = document.querySelector("[role=log]")!;
      const edge = log.getBoundingClientRect().top;
      const shown = [...log.querySelectorAll("article")].find(
        (row) => row.getBoundingClientRect().top > edge,
      );
      return { id: shown?.id, top: shown?.getBoundingClientRect().top ?? 0 };
    });
  const before = await place();
  await page.evaluate(watchFrames);
  await write();
  await page.getByRole("button", { name: "1 new message" }).waitFor();
  await pause(SETTLE_MS);
  const { longest } = framesOf(await page.evaluate(framesWatched));
  const after = await place();
  const movedPx =
    after.id === before.id ? Math.abs(after.top - before.top) : Infinity;
  return { movedPx, longest };
}
