import type { Page } from "@playwright/test";

const MOST_PRESSES = 80;

/** Presses Tab until the focus is on what is called so, as a part of its name unless `exact`. */
export async function tabTo(
  page: Page,
  name: string,
  { exact = false, isBack = false } = {},
): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    const isThere = await page.evaluate(
      ([wanted, isWhole]) => {
        const at = document.activeElement;
        const label = (at as HTMLInputElement | null)?.labels?.[0]?.textContent;
        const words = [at?.getAttribute("aria-label"), label, at?.textContent];
        return (
          at !== document.body &&
          words.some((word) =>
            isWhole ? word?.trim() === wanted : word?.includes(wanted),
          )
        );
      },
      [name, exact] as const,
    );
    if (isThere) return;
    await page.keyboard.press(isBack ? "Shift+Tab" : "Tab");
  }
  throw new Error(`The Tab key does not lead to ${name}.`);
}
