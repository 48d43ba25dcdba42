import type { KeyboardEvent } from "react";

/** The choices of a search that are shown within an element: kept searches, or results. */
function choicesIn(within: ParentNode): HTMLElement[] {
  return [
    ...within.querySelectorAll<HTMLElement>("[data-search], [data-results] a"),
  ];
}

/** Goes from the search field to the first of them. */
export function enterChoices(): void {
  choicesIn(document)[0]?.focus();
}

/** Moves among them by the arrow keys. */
export function walkChoices(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  event.stopPropagation();
  const choices = choicesIn(event.currentTarget);
  const at = choices.findIndex((choice) =>
    choice.parentElement?.contains(document.activeElement),
  );
  choices[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
}
