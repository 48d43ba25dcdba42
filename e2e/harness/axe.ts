import axe from "axe-core";
import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No rule of WCAG 2.2 AA that a program can check is broken on what is shown now; else the test fails at its end. */
export async function expectAccessible(page: Page): Promise<void> {
  // An element that fades in or out has another contrast on its way.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        // Long animations are no fading: a spinner, the time an offer has left.
        .filter(({ effect }) => {
          const { endTime = 0 } = effect?.getComputedTiming() ?? {};
          return Number(endTime) < 2_000;
        })
        .map(({ finished }) => finished),
    ),
  );
  // A busy button shows a faint label, and is disabled only as long as that.
  await expect(page.locator("button[aria-busy=true]")).toHaveCount(0);
  if (!(await page.evaluate(() => "axe" in globalThis)))
    await page.evaluate(axe.source);
  const violations = await page.evaluate(examine, TAGS);
  await page.emulateMedia({ reducedMotion: null });
  expect.soft(violations, page.url()).toEqual([]);
}

/** Runs in the page. Only what is broken comes back: the rest is large. */
async function examine(tags: string[]) {
  const page = globalThis as unknown as { axe: typeof axe };
  const { violations } = await page.axe.run(
    // A frame without scripts can't be examined, and axe would not return.
    { exclude: ["iframe[sandbox='']"] },
    { runOnly: tags, resultTypes: ["violations"] },
  );
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 5).map(({ html, failureSummary }) => ({
      html: html.slice(0, 200),
      failureSummary,
    })),
  }));
}

/** Nothing is wider than the window, once what follows its width has followed. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(() => {
          const { clientWidth, scrollWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        }),
      { message: `wider than the window: ${page.url()}` },
    )
    .toBeLessThanOrEqual(0);
}
