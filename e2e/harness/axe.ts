import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No rule of WCAG 2.2 AA that a program can check is broken on what is shown now; else the test fails at its end. */
export async function expectAccessible(page: Page): Promise<void> {
  // What fades in has another contrast on its way.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        // What runs for long is no fading: a spinner, the time an offer has left.
        .filter(({ effect }) => {
          const { endTime = 0 } = effect?.getComputedTiming() ?? {};
          return Number(endTime) < 2_000;
        })
        .map(({ finished }) => finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(TAGS)
    // A frame without scripts can't be examined, and axe would not return.
    .exclude("iframe[sandbox='']")
    .analyze();
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 5).map(({ html, failureSummary }) => ({
      html: html.slice(0, 200),
      failureSummary,
    })),
  }));
  expect.soft(told, page.url()).toEqual([]);
}

/** Nothing is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { shown, needed } = await page.evaluate(() => ({
    shown: document.documentElement.clientWidth,
    needed: document.documentElement.scrollWidth,
  }));
  expect(needed, `width of ${page.url()}`).toBeLessThanOrEqual(shown);
}
