import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { bringSession, rows } from "./harness/desk.ts";
import { openHouse } from "./harness/house.ts";
import type { House } from "./harness/house.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** What the inbox costs to open, and that nothing moves while it does. */

const MAX_FIRST_LOAD_BYTES = 250_000; // gzipped
const MAX_SHIFT = 0.02; // cumulative layout shift
const CUSTOMERS = 6;

let house: House;

test.beforeAll(async ({ postgres }) => {
  house = await openHouse({ postgres });
  for (let count = 0; count < CUSTOMERS; count += 1) {
    const { personId, psids } = await house.simulator.person(`Guest ${count}`);
    await house.simulator.write(PAGES[0].pageId, personId, {
      text: `Question ${count}`,
    });
    await house.threadOf(psids[PAGES[0].pageId] ?? "");
  }
});
test.afterAll(() => house.close());

/** Adds up layout shifts from the first drawing on. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const held = window as unknown as { shift: number };
    held.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) held.shift += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

const shiftOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { shift: number }).shift);

test("the inbox's first load stays under 250 kB of JavaScript", async ({
  openTab,
}) => {
  const page = await openTab();
  await bringSession(page, house.app.url, house.owner);
  const html = await (await page.request.get(`${house.app.url}/inbox`)).text();
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
    const answer = await page.request.get(`${house.app.url}${file}`);
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
    await bringSession(page, house.app.url, house.owner);
    await page.goto(`${house.app.url}/inbox`);
    await expect(rows(page)).toHaveCount(CUSTOMERS);
    await expect(page.getByRole("status").first()).toBeVisible();
    expect(await shiftOf(page)).toBeLessThan(MAX_SHIFT);
    await rows(page).first().click();
    await expect(page.getByRole("log").getByRole("article")).toHaveCount(1);
    // The same thread by its address: everything comes in at once.
    await page.reload();
    await expect(page.getByRole("log").getByRole("article")).toHaveCount(1);
    await expect(rows(page)).toHaveCount(CUSTOMERS);
    expect(await shiftOf(page)).toBeLessThan(MAX_SHIFT);
  });
}
