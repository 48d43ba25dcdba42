type Person = { id: string; name: string };

export type MentionPart = { text: string; person?: Person };

const LETTER = /^[\p{L}\p{N}]/u;
const SPACED_SCRIPT =
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;

/**
 * Splits a text at its mentions: an "@" with the name of one of the people.
 * If two names fit, the longer one counts: "@Anna" does not mention Ann, and
 * "ann@Ann.example" mentions no one.
 * Pure.
 */
export function findMentions(
  text: string,
  people: readonly Person[],
): MentionPart[] {
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  const parts: MentionPart[] = [];
  let from = 0;
  let at = text.indexOf("@");
  while (at !== -1) {
    const isAddress = SPACED_SCRIPT.test(text.slice(Math.max(0, at - 1), at));
    const person = isAddress
      ? undefined
      : byLength.find(({ name }) => isAt(text, at + 1, name));
    if (person) {
      if (at > from) parts.push({ text: text.slice(from, at) });
      from = at + 1 + person.name.length;
      parts.push({ text: text.slice(at, from), person });
    }
    at = text.indexOf("@", Math.max(at + 1, from));
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** The ids of the people whom a text mentions, each once. Pure. */
export function mentionedIn(text: string, people: readonly Person[]): string[] {
  return [
    ...new Set(
      findMentions(text, people).flatMap(({ person }) => person?.id ?? []),
    ),
  ];
}

function isAt(text: string, at: number, name: string): boolean {
  if (name === "" || !text.startsWith(name, at)) return false;
  const after = text.slice(at + name.length, at + name.length + 2);
  // Chinese is written without spaces: what follows a name there is no part of it.
  return !(LETTER.test(after) && SPACED_SCRIPT.test(after));
}
