import type { BrowserContext, Locator, Page } from "@playwright/test";

/** Steps of a movement: the eye can follow it. */
const MOVE_STEPS = 24;
const MOVE_STEP_MS = 18;
const BEFORE_CLICK_MS = 350;
const KEY_MS = 55;

/** A pointer that follows the mouse, and a ring where it clicks: a headless browser draws none. */
export async function drawPointer(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const draw = () => {
      if (document.getElementById("film-pointer")) return;
      const pointer = document.createElement("div");
      pointer.id = "film-pointer";
      pointer.setAttribute("aria-hidden", "true");
      pointer.style.cssText =
        "position:fixed;left:0;top:0;width:28px;height:28px;z-index:2147483647;pointer-events:none;transform:translate(640px,360px)";
      pointer.innerHTML =
        '<svg width="28" height="28" viewBox="0 0 28 28"><path d="M4 2 L4 22 L9.5 17 L13 25 L16.5 23.5 L13 15.7 L20.5 15.2 Z" fill="#111" stroke="#fff" stroke-width="1.6"/></svg>';
      const ring = document.createElement("div");
      ring.style.cssText =
        "position:absolute;left:-14px;top:-16px;width:36px;height:36px;border-radius:50%;border:3px solid #e11d48;opacity:0;transition:opacity .25s";
      pointer.append(ring);
      document.documentElement.append(pointer);
      addEventListener(
        "mousemove",
        ({ clientX, clientY }) => {
          pointer.style.transform = `translate(${clientX - 4}px,${clientY - 2}px)`;
        },
        true,
      );
      addEventListener("mousedown", () => (ring.style.opacity = "1"), true);
      addEventListener(
        "mouseup",
        () => setTimeout(() => (ring.style.opacity = "0"), 300),
        true,
      );
    };
    // After the framework has taken over the document.
    addEventListener("load", () => setTimeout(draw, 100));
  });
}

/** Hides the conversations of all others: their names are nobody's business but theirs. */
export async function hideOthers(
  context: BrowserContext,
  customer: string,
): Promise<void> {
  await context.addInitScript((name) => {
    const hide = () => {
      for (const row of document.querySelectorAll<HTMLElement>(
        "a[href^='/inbox/']",
      ))
        row.style.visibility = row.textContent?.includes(name) ? "" : "hidden";
    };
    // Runs before the next picture is drawn.
    new MutationObserver(hide).observe(document, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  }, customer);
}

/** Moves the mouse there and clicks, as slowly as a person. */
export async function clickSlowly(page: Page, target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box) {
    const { x, y } = positions.get(page) ?? { x: 640, y: 360 };
    const to = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    for (let step = 1; step <= MOVE_STEPS; step += 1) {
      const share = step / MOVE_STEPS;
      await page.mouse.move(x + (to.x - x) * share, y + (to.y - y) * share);
      await page.waitForTimeout(MOVE_STEP_MS);
    }
    positions.set(page, to);
  }
  await page.waitForTimeout(BEFORE_CLICK_MS);
  await target.click();
}

/** The position of each page's pointer. */
const positions = new WeakMap<Page, { x: number; y: number }>();

/** Clicks into a field and types, as slowly as a person. */
export async function typeSlowly(
  page: Page,
  field: Locator,
  text: string,
): Promise<void> {
  await clickSlowly(page, field);
  await field.pressSequentially(text, { delay: KEY_MS });
}
