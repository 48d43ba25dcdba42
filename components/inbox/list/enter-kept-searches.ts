/** The kept searches that are shown within an element. */
export function searchesIn(within: ParentNode): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>("[data-search]")];
}

/** Goes from the field to the first of them. */
export function enterKeptSearches(field: HTMLElement): void {
  const [first] = searchesIn(field.closest("[role=search]") ?? document);
  first?.focus();
}
