import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** Half pixels of fonts and borders are no fault. */
const SLACK_PX = 1.5;
const MAX_NAMED = 8;

/**
 * Nothing reaches beyond the window sideways, no text of a control is cut, and no control lies on another one. Measured
 * in the page, so it holds with the fonts of any machine.
 */
export async function expectSound(page: Page, look: string): Promise<void> {
  // What follows the width of the window has followed.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  );
  const faults = await page.evaluate(measure, SLACK_PX);
  expect.soft(faults.slice(0, MAX_NAMED), `${look} ${page.url()}`).toEqual([]);
}

/** Neither of them covers a part of the other. */
export async function expectApart(one: Locator, other: Locator): Promise<void> {
  await other.scrollIntoViewIfNeeded();
  await expect(async () => {
    const [a, b] = [await one.boundingBox(), await other.boundingBox()];
    if (!a || !b) throw new Error("One of them is not on the screen.");
    const isBeside = a.x + a.width <= b.x + 1 || b.x + b.width <= a.x + 1;
    const isAbove = a.y + a.height <= b.y + 1 || b.y + b.height <= a.y + 1;
    expect(isBeside || isAbove).toBe(true);
  }).toPass();
}

/** Runs in the page. */
function measure(slack: number): string[] {
  const faults: string[] = [];
  const { clientWidth, scrollWidth, scrollLeft } = document.documentElement;
  if (scrollWidth - clientWidth > slack || Math.abs(scrollLeft) > slack)
    faults.push(`the page is ${scrollWidth - clientWidth} px too wide`);
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()} “${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 50)}”`;
  const isShown = (element: Element) =>
    element.checkVisibility({
      opacityProperty: true,
      visibilityProperty: true,
    });
  /** The part of an element that the boxes around it let through; null: none. */
  const seen = (element: Element) => {
    let { left, right, top, bottom } = element.getBoundingClientRect();
    let scrolls = false;
    for (let box = element.parentElement; box; box = box.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(box);
      if (overflowX !== "visible" || overflowY !== "visible") {
        const outer = box.getBoundingClientRect();
        if (overflowX !== "visible") {
          left = Math.max(left, outer.left);
          right = Math.min(right, outer.right);
        }
        if (overflowY !== "visible") {
          top = Math.max(top, outer.top);
          bottom = Math.min(bottom, outer.bottom);
        }
        if (overflowX === "auto" || overflowX === "scroll") scrolls = true;
      }
      if (position === "fixed") break;
    }
    return right - left <= 2 || bottom - top <= 2
      ? null
      : { left, right, top, bottom, scrolls };
  };
  const controls = [
    ...document.querySelectorAll(
      "button, a[href], input:not([type=hidden]), select, textarea, [role=tab], [role=combobox], [role=switch]",
    ),
  ].filter(
    (element) =>
      isShown(element) &&
      // Text for screen readers, and the skip link before it has the focus.
      !element.closest(".sr-only, [aria-hidden=true], [inert]") &&
      element.getBoundingClientRect().width > 2,
  );
  const boxes = controls.flatMap((element) => {
    const box = seen(element);
    return box ? [{ element, box }] : [];
  });
  for (const { element, box } of boxes) {
    if (box.scrolls) continue; // It can be scrolled to.
    if (box.left < -slack || box.right > clientWidth + slack)
      faults.push(`${name(element)} reaches beyond the window`);
  }
  for (const { element } of boxes) {
    if (!element.matches("button, [role=tab]")) continue;
    const { overflowX, textOverflow } = getComputedStyle(element);
    const cut =
      element.scrollWidth - element.clientWidth > slack + 0.5 &&
      overflowX !== "visible" &&
      textOverflow !== "ellipsis";
    if (cut) faults.push(`the text of ${name(element)} is cut`);
  }
  boxes.forEach(({ element, box }, index) => {
    for (const other of boxes.slice(index + 1)) {
      const wide =
        Math.min(box.right, other.box.right) -
        Math.max(box.left, other.box.left);
      const high =
        Math.min(box.bottom, other.box.bottom) -
        Math.max(box.top, other.box.top);
      if (wide <= 3 || high <= 3) continue;
      if (
        element.contains(other.element) ||
        other.element.contains(element) ||
        // One row is a link with buttons on it; an icon stands in its field.
        isOnTop(element, other.element)
      )
        continue;
      faults.push(`${name(element)} lies on ${name(other.element)}`);
    }
  });
  return faults;

  /** Whether one of them was put on the other on purpose: it is positioned within the same parent, or the other is stretched over a row. */
  function isOnTop(one: Element, two: Element): boolean {
    const placed = (element: Element) => {
      for (
        let box: Element | null = element;
        box && !(box.contains(one) && box.contains(two));
        box = box.parentElement
      )
        if (/^(absolute|fixed|sticky)$/.test(getComputedStyle(box).position))
          return true;
      return false;
    };
    const stretched = (element: Element) =>
      ["::before", "::after"].some(
        (part) => getComputedStyle(element, part).position === "absolute",
      );
    return placed(one) || placed(two) || stretched(one) || stretched(two);
  }
}
