import { randomUUID } from "node:crypto";
import { chromium, type Page } from "@playwright/test";
import type { Socket } from "socket.io-client";
import { freePort } from "#server/runtime/free-port.ts";
import { chromiumLaunchOptions, ensureBrowser } from "../scripts/browser.ts";
import { signIn } from "../scripts/demo/sign-in.ts";
import { loginOfOwner } from "./big/login.ts";
import { signedMessage } from "./deliveries.ts";
import { alone, type Figure } from "./figures.ts";
import { openInspector, pageHeapMb } from "./heap.ts";
import { openCaller, post, type Answer, type Caller } from "./load.ts";
import { openSocket } from "./parts/live.ts";
import { pause } from "./program.ts";
import { AGENTS, PSIDS } from "./scene.ts";
import { APP_SECRET, seedHouse, seedThreads, type House } from "./seed.ts";
import { full } from "./size.ts";
import { openStage, startProduct, type Product } from "./stage.ts";
import { slope } from "./statistics.ts";

/**
 * (k) memory: customers write, agents open, answer and close for so many
 * minutes, and a console is open in a browser. Once a minute the garbage of both
 * is collected and what is left is measured. A line through the samples is
 * the growth; the first quarter of them fills caches and does not count.
 */

type Soak = { minutes: number; perSecond: number };

type Sample = {
  minute: number;
  residentMb: number;
  heapMb: number;
  consoleMb: number;
};

const PART = "k";
/** Agents with a socket each, who act. */
const WORKING = 10;
/** Between two acts of one agent. */
const ACT_MS = 2_500;
/** Between two clicks in the console. */
const CLICK_MS = 15_000;
const OPEN_MS = 5_000;
const SAMPLE_MS = 60_000;
const WARM_UP = 0.25;
const GROWTH_MB = 5;
const ROWS = "a[href^='/inbox/']";

export async function measureSoak(
  say: (text: string) => void,
  { minutes, perSecond }: Soak,
): Promise<Figure[]> {
  ensureBrowser();
  const stage = await openStage(full.program);
  const inspectorPort = await freePort();
  const product = await startProduct(stage, {
    name: "soak",
    flags: [`--inspect=127.0.0.1:${inspectorPort}`],
  });
  say(`the server's inspector listens at 127.0.0.1:${inspectorPort}`);
  const browser = await chromium.launch(chromiumLaunchOptions());
  const caller = openCaller(WORKING + perSecond);
  const inspector = await openInspector(inspectorPort, product.program.pid);
  const over = new AbortController();
  const sockets: Socket[] = [];
  try {
    const house = await seedHouse(product.db, AGENTS);
    await seedThreads(product.db, house, full.fewThreads);
    const page = await openConsole(browser, product);
    const session = await page.context().newCDPSession(page);
    const { url } = product.program;
    for (const token of house.tokens.slice(0, WORKING))
      sockets.push(await openSocket(url, token));
    const acts = { written: 0, handled: 0, clicks: 0, refused: 0 };
    const work = Promise.all([
      writeAlways(caller, { url, house, perSecond, acts, over: over.signal }),
      ...house.tokens
        .slice(0, WORKING)
        .map((token) =>
          handleAlways(caller, { url, token, acts, over: over.signal }),
        ),
      clickAlways(page, acts, over.signal),
    ]);
    const failed = work.then(
      () => null,
      (error: unknown) => error,
    );
    const samples: Sample[] = [];
    const startedAt = performance.now();
    while (samples.length <= minutes) {
      const due = startedAt + samples.length * SAMPLE_MS;
      const broken = await Promise.race([
        failed,
        pause(Math.max(0, due - performance.now())),
      ]);
      if (broken) throw broken as Error;
      const sample = {
        minute: samples.length,
        ...(await inspector.collected()),
        consoleMb: await pageHeapMb(session),
      };
      samples.push(sample);
      say(
        `minute ${sample.minute}: server ${sample.heapMb.toFixed(1)} MB heap, ${sample.residentMb.toFixed(0)} MB resident; console ${sample.consoleMb.toFixed(1)} MB heap; ${acts.written} written, ${acts.handled} handled, ${acts.refused} refused, ${acts.clicks} opened`,
      );
    }
    over.abort();
    await work;
    if (Math.min(acts.written, acts.handled, 2 * acts.clicks) < minutes)
      throw new Error(`Too little was done: ${JSON.stringify(acts)}`);
    return growth(samples, { minutes, perSecond });
  } finally {
    over.abort();
    for (const socket of sockets) socket.disconnect();
    inspector.close();
    caller.close();
    await browser.close();
    await product.stop();
    await stage.stop();
  }
}

function growth(samples: Sample[], { minutes, perSecond }: Soak): Figure[] {
  const counted = samples.slice(Math.floor(samples.length * WARM_UP));
  const line = (of: (sample: Sample) => number) =>
    60 * slope(counted.map((sample) => [sample.minute, of(sample)]));
  const named = (name: string, unit: string) => ({
    part: PART,
    name: `${minutes} min at ${perSecond}/s: ${name}`,
    unit,
  });
  const first = counted[0];
  const last = counted.at(-1);
  return [
    alone(
      named("server, heap after GC, growth", "MB/h"),
      [line((sample) => sample.heapMb)],
      { atMost: GROWTH_MB },
    ),
    alone(named("… from first to last", "MB"), [
      first?.heapMb ?? NaN,
      last?.heapMb ?? NaN,
    ]),
    alone(named("server, resident, growth", "MB/h"), [
      line((sample) => sample.residentMb),
    ]),
    alone(named("… from first to last", "MB"), [
      first?.residentMb ?? NaN,
      last?.residentMb ?? NaN,
    ]),
    alone(
      named("console, heap after GC, growth", "MB/h"),
      [line((sample) => sample.consoleMb)],
      { atMost: GROWTH_MB },
    ),
    alone(named("… from first to last", "MB"), [
      first?.consoleMb ?? NaN,
      last?.consoleMb ?? NaN,
    ]),
  ];
}

/** The owner's inbox, in which every event is shown. */
async function openConsole(
  browser: Awaited<ReturnType<typeof chromium.launch>>,
  { db, program }: Product,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  await signIn(page, program.url, await loginOfOwner(db));
  await page.goto(`${program.url}/inbox?view=all`);
  await page.locator(ROWS).first().waitFor();
  return page;
}

type Acts = {
  written: number;
  handled: number;
  clicks: number;
  refused: number;
};

async function writeAlways(
  caller: Caller,
  input: {
    url: string;
    house: House;
    perSecond: number;
    acts: Acts;
    over: AbortSignal;
  },
): Promise<void> {
  const { url, house, perSecond, acts, over } = input;
  const startedAt = performance.now();
  while (!over.aborted) {
    const dueAt = startedAt + (acts.written * 1_000) / perSecond;
    await pause(Math.max(0, dueAt - performance.now()));
    const psid = PSIDS[Math.floor(Math.random() * PSIDS.length)] ?? "1";
    const delivery = signedMessage({
      pageId: house.pageId,
      appSecret: APP_SECRET,
      psid,
    });
    // A vendor tries again what a busy server refused; here the next message follows.
    await post(caller, url + house.webhookPath, delivery).catch(() => {
      acts.refused += 1;
    });
    acts.written += 1;
  }
}

/** Takes what waits longest, reads it, answers, and closes every second one. */
async function handleAlways(
  caller: Caller,
  input: { url: string; token: string; acts: Acts; over: AbortSignal },
): Promise<void> {
  const { url, token, acts, over } = input;
  const call = (
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> => {
    const text = JSON.stringify(body ?? {});
    return caller.call(
      method,
      `${url}/api/v1${path}`,
      {
        authorization: `Bearer ${token}`,
        ...(method === "GET" ? {} : { "content-type": "application/json" }),
      },
      method === "GET" ? undefined : text,
    );
  };
  for (let turn = 0; !over.aborted; turn += 1) {
    await pause(ACT_MS * (0.5 + Math.random()));
    await call("GET", "/views/counts");
    const list = await call("GET", "/threads?view=waiting_on_us&limit=50");
    const { items } = JSON.parse(list.body) as {
      items?: { id: string; owner: object | null }[];
    };
    const thread = items?.[Math.floor(Math.random() * items.length)];
    if (!thread) continue;
    const at = `/threads/${thread.id}`;
    // Another agent may be quicker, or the server busy: a refusal is part of the day.
    await call("POST", `${at}/take`);
    await call("GET", `${at}/messages?limit=50`);
    const answered = await call("POST", `${at}/messages`, {
      text: `Yes, it is in stock. ${randomUUID()}`,
      clientId: randomUUID(),
    });
    if (answered.status === 202) acts.handled += 1;
    else acts.refused += 1;
    if (turn % 2 === 0) await call("POST", `${at}/close`);
  }
}

/** Opens one row of the list after the other. */
async function clickAlways(
  page: Page,
  acts: Acts,
  over: AbortSignal,
): Promise<void> {
  for (let turn = 0; !over.aborted; turn += 1) {
    // A thread that an agent closes in this moment leaves the list, and nothing opens.
    const opened = await page
      .locator(ROWS)
      .nth(turn % 10)
      .click({ timeout: OPEN_MS })
      .then(() =>
        page
          .locator("[role=log] article")
          .first()
          .waitFor({ timeout: OPEN_MS }),
      )
      .then(
        () => true,
        () => false,
      );
    if (opened) acts.clicks += 1;
    await Promise.race([
      pause(CLICK_MS),
      new Promise((resolve) => {
        over.addEventListener("abort", resolve, { once: true });
      }),
    ]);
  }
}
