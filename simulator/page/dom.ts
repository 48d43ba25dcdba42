type Child = Node | string | null | undefined | false;
type Attributes = Record<
  string,
  string | number | boolean | null | ((event: never) => void)
>;

/** An element: `on…` attributes are listeners, true and false set or leave out
 *  an attribute, null leaves it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null)
      element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** A value of unknown shape as text; what is not text is `otherwise`. */
export function textOf(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : otherwise;
}

/** A drawn icon by name; hidden from assistive technology. */
export function icon(name: keyof typeof ICONS): SVGElement {
  const holder = document.createElement("div");
  holder.innerHTML = `<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">${ICONS[name]}</svg>`;
  return holder.firstElementChild as SVGElement;
}

const stroke = (d: string) =>
  `<path d="${d}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`;

const ICONS = {
  back: stroke("M15 5l-7 7 7 7"),
  add: stroke("M12 5v14M5 12h14"),
  close: stroke("M6 6l12 12M18 6L6 18"),
  copy: stroke("M9 9h11v11H9zM5.500 15H4V4h11v1.500"),
  done: stroke("M5 12.500l4.500 4.500L19 7"),
  send: '<path d="M3.400 20.400l18-7.700a.75.750 0 0 0 0-1.400l-18-7.700c-.6-.25-1.200.3-1 .9L4.600 11l9 1-9 1-2.200 6.500c-.2.600.4 1.150 1 .9z" fill="currentColor"/>',
  attach: stroke(
    "M20 11.500l-8.300 8.200a5 5 0 0 1-7.100-7.100l8.600-8.500a3.300 3.300 0 0 1 4.700 4.700l-8.500 8.400a1.700 1.700 0 0 1-2.400-2.400l7.700-7.600",
  ),
  photo: stroke(
    "M4 5h16v14H4zM4 16l4.500-4.500 4 4L15 13l5 4.500M15.500 9.500h.01",
  ),
  smile: stroke(
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14.500c1.800 2.300 5.200 2.300 7 0M9 9.500h.01M15 9.500h.01",
  ),
  reply: stroke("M9 7L4 12l5 5M4.500 12H14c3.500 0 6 2 6 6"),
  more: '<g fill="currentColor"><circle cx="12" cy="5.500" r="1.800"/><circle cx="12" cy="12" r="1.800"/><circle cx="12" cy="18.500" r="1.800"/></g>',
  menu: stroke("M4 7h16M4 12h16M4 17h16"),
  tune: stroke("M4 7h9M17 7h3M4 17h3M11 17h9M13 4.500v5M7 14.500v5"),
  thumb:
    '<path d="M7.500 10.500l4-7.300c.5-.8 2.600-.6 2.600 1.200 0 1.600-.5 3.300-.9 4.800h4.600c1.600 0 2.400 1.700 1.600 3 .7.800.7 2.200-.2 2.800.5 1-.1 2.400-.9 2.700.2 1.300-.7 2.300-2.200 2.300h-5.200c-1.300 0-2.400-.4-3.400-1.100z" fill="currentColor"/><rect x="2.500" y="10.200" width="4" height="9.600" rx="1.200" fill="currentColor"/>',
  file: stroke("M13 3H6v18h12V8zM13 3v5h5"),
  search: stroke(
    "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500L20 20",
  ),
};

export type Part = { key: string; sign: string; build: () => HTMLElement };

/** Makes the children of `parent` be exactly `parts`, in order; what has the
 *  same key and sign is left alone, so focus, playing media and scrolling
 *  survive. A rebuilt part gives focus back to its `data-act` of the same
 *  name. */
export function sync(parent: HTMLElement, parts: Part[]): void {
  const old = new Map<string, HTMLElement>();
  for (const child of [...parent.children] as HTMLElement[]) {
    const key = child.dataset["key"];
    if (key === undefined) child.remove();
    else old.set(key, child);
  }
  let before: Element | null = null;
  for (const part of parts) {
    const known = old.get(part.key);
    old.delete(part.key);
    let node = known;
    if (!node || node.dataset["sign"] !== part.sign) {
      const act = known?.contains(document.activeElement)
        ? (document.activeElement as HTMLElement).dataset["act"]
        : undefined;
      node = part.build();
      node.dataset["key"] = part.key;
      node.dataset["sign"] = part.sign;
      known?.replaceWith(node);
      if (act) node.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
    }
    const wanted: Element | null = before
      ? before.nextElementSibling
      : parent.firstElementChild;
    if (wanted !== node) parent.insertBefore(node, wanted);
    before = node;
  }
  for (const gone of old.values()) gone.remove();
}
