import type { Typed } from "#components/inbox/composer/use-typed-list.ts";

// An "@" at the beginning or after white space or a bracket: an e-mail address is text.
const MENTION = /(?:^|[\s(（「])@([^\s@]{0,40})$/u;
// Longer than any name, so that a long text costs nothing.
const LOOKED_AT = 60;

/** Null: no mention is being typed at the cursor. Pure. */
export function typedMention(value: string, cursor: number): Typed | null {
  const start = Math.max(0, cursor - LOOKED_AT);
  const text = MENTION.exec(value.slice(start, cursor))?.[1];
  if (text === undefined) return null;
  return { from: cursor - text.length - 1, to: cursor, text };
}
