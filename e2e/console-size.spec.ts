import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import type { Message } from "#contract/threads/message.ts";
import { expectNoSidewaysScroll } from "./harness/axe.ts";
import { bringSession, log, rows, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The cost of opening the inbox, and a layout that nothing moves or breaks. */

const MAX_FIRST_LOAD_BYTES = 250_000; // gzipped
const MAX_SHIFT = 0.02; // cumulative layout shift
const CUSTOMERS = 6;

let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  for (let count = 0; count < CUSTOMERS; count += 1) {
    const { personId, psids } = await company.simulator.person(
      `Guest ${count}`,
    );
    await company.simulator.write(PAGES[0].pageId, personId, {
      text: `Question ${count}`,
    });
    await company.threadOf(psids[PAGES[0].pageId] ?? "");
  }
});
test.afterAll(() => company.close());

/** Adds up layout shifts from the first drawing on. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const held = window as unknown as { shift: number; moved: string[] };
    held.shift = 0;
    held.moved = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as unknown as {
          value: number;
          hadRecentInput: boolean;
          sources: {
            node: Element | null;
            previousRect: DOMRect;
            currentRect: DOMRect;
          }[];
        };
        if (hadRecentInput) continue;
        held.shift += value;
        for (const { node, previousRect, currentRect } of sources)
          held.moved.push(
            `${value.toFixed(3)}: ${node?.nodeName} "${node?.textContent?.slice(0, 40)}" ${JSON.stringify(previousRect)} → ${JSON.stringify(currentRect)}`,
          );
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Fails with what has moved, from where to where. */
async function expectStill(page: Page): Promise<void> {
  const { shift, moved } = await page.evaluate(() => {
    const { shift, moved } = window as unknown as {
      shift: number;
      moved: string[];
    };
    return { shift, moved };
  });
  expect(shift, moved.join("\n")).toBeLessThan(MAX_SHIFT);
}

test("the inbox's first load stays under 250 kB of JavaScript", async ({
  openTab,
}) => {
  const page = await openTab();
  await bringSession(page, company.app.url, company.owner);
  const html = await (
    await page.request.get(`${company.app.url}/inbox`)
  ).text();
  // Only browsers without modules load these; none that we support.
  const legacy = [...html.matchAll(/<script[^>]*nomodule[^>]*>/gi)].join();
  const files = new Set(
    [...html.matchAll(/\/_next\/static\/chunks\/[^"'\\ ]+\.js/g)].map(
      ([file]) => file,
    ),
  );
  let bytes = 0;
  for (const file of files) {
    if (legacy.includes(file)) continue;
    const answer = await page.request.get(`${company.app.url}${file}`);
    expect(answer.status(), file).toBe(200);
    bytes += gzipSync(await answer.body()).length;
  }
  test.info().annotations.push({
    type: "first load",
    description: `${Math.round(bytes / 1000)} kB gzipped`,
  });
  expect(files.size).toBeGreaterThan(3);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});

for (const [what, prefers] of [
  ["as it comes", {}],
  ["with panes of one's own", { listWidth: 410, customerPane: false }],
] as const) {
  test(`nothing moves while list and thread come in, ${what}`, async ({
    openTab,
  }) => {
    const page = await openTab({ viewport: { width: 1280, height: 800 } });
    await watchShifts(page);
    await page.addInitScript(
      (value) => localStorage.setItem("parley.preferences", value),
      JSON.stringify(prefers),
    );
    await bringSession(page, company.app.url, company.owner);
    await page.goto(`${company.app.url}/inbox`);
    await expect(rows(page)).toHaveCount(CUSTOMERS);
    await expect(page.getByRole("status").first()).toBeVisible();
    await expectStill(page);
    await rows(page).first().click();
    await expect(page.getByRole("log").getByRole("article")).toHaveCount(1);
    // The same thread by its address: everything comes in at once.
    await page.reload();
    await expect(page.getByRole("log").getByRole("article")).toHaveCount(1);
    await expect(rows(page)).toHaveCount(CUSTOMERS);
    await expectStill(page);
  });
}

/** Texts that are hard to draw. The first one is the customer's name. */
const HOSTILE = [
  `\u202e${"Zal\u0336\u0337\u0338go".repeat(8)}\u2066${"\u200b".repeat(40)}`,
  "\u200b\u200d\u2060\ufeff".repeat(400),
  `\u202e\u2067مرحبا ${"\u202b\u202d".repeat(60)} left or right?`,
  "😂".repeat(20_000),
  "👩‍👩‍👧‍👦".repeat(300),
  "Donaudampfschifffahrt".repeat(90),
  `https://example.com/${"a%20b/".repeat(300)}`,
  `e${"\u0301\u0323\u0336".repeat(600)}`,
  "ﷺ꧅𒐫".repeat(100),
];
/** An order of magnitude. */
const MANY_TIMES = 10;

test("a thread of hostile texts opens like a plain one and fits 360 px", async ({
  openTab,
}) => {
  const { pageId } = PAGES[0];
  const threadOf = async (name: string, texts: readonly string[]) => {
    const { personId, psids } = await company.simulator.person(name);
    for (const text of texts)
      await company.simulator.write(pageId, personId, { text });
    await company.simulator.write(pageId, personId, {
      text: `The last of all`,
    });
    const { id } = await company.threadOf(psids[pageId] ?? "");
    const stored = () =>
      company.owner.api.all<Message>(`/threads/${id}/messages`);
    await expect
      .poll(async () =>
        (await stored()).some(({ text }) => text === "The last of all"),
      )
      .toBe(true);
    return id;
  };
  const plain = await threadOf(
    "Paula Plain",
    HOSTILE.map((_, nth) => `Line ${nth}`),
  );
  const hostile = await threadOf(HOSTILE[0] ?? "", HOSTILE);

  const page = await openTab({ viewport: { width: 360, height: 740 } });
  await sitDown(page, company.app.url, company.owner);
  const open = async (id: string) => {
    await page.goto(`${company.app.url}/inbox`);
    const row = page.locator(`a[href*="${id}"]`).first();
    await expect(row).toBeVisible();
    await expectNoSidewaysScroll(page);
    const startedAt = performance.now();
    await row.click();
    await expect(
      log(page).getByRole("article").filter({ hasText: "The last of all" }),
    ).toBeInViewport();
    const openedAfterMs = performance.now() - startedAt;
    await expectNoSidewaysScroll(page);
    return openedAfterMs;
  };
  await open(plain); // the code of the thread's page loads once
  const plainMs = await open(plain);
  const hostileMs = await open(hostile);
  expect(hostileMs).toBeLessThan(MANY_TIMES * plainMs);

  const box = (await log(page).boundingBox())!;
  for (const bubble of await log(page).getByRole("article").all()) {
    const { x, width } = (await bubble.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(box.x);
    expect(x + width).toBeLessThanOrEqual(box.x + box.width);
  }
  expect(
    await log(page).evaluate(
      ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
    ),
  ).toBe(0);
});
