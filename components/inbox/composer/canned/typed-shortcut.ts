import type { Typed } from "#components/inbox/composer/use-typed-list.ts";

// A slash at the beginning or after white space: "and/or" and "1/2" are text.
const SHORTCUT = /(?:^|\s)\/([^\s/]{0,40})$/u;
// Longer than any shortcut, so that a long text costs nothing.
const LOOKED_AT = 60;

/** Null: no shortcut is being typed at the cursor. Pure. */
export function typedShortcut(value: string, cursor: number): Typed | null {
  const start = Math.max(0, cursor - LOOKED_AT);
  const found = SHORTCUT.exec(value.slice(start, cursor));
  const text = found?.[1];
  if (text === undefined) return null;
  return { from: cursor - text.length - 1, to: cursor, text };
}
