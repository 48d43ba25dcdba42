/** After a sentence: . ! ? before white space, the full-width ones anywhere, the end of a line. */
const SENTENCE_END = /(?<=[.!?])(?=\s)|(?<=[。！？])|(?<=\n)/u;

/**
 * Fills in a text's placeholders. A value that is unknown (null) is not
 * guessed: a sentence that names it is left out.
 * @param values by placeholder: `position` for "{position}"
 * @returns null: nothing is left of it. Pure.
 */
export function fillText(
  text: string,
  values: Readonly<Record<string, string | number | null>>,
): string | null {
  const names = Object.entries(values);
  const isUnknown = (sentence: string) =>
    names.some(([name, value]) => value === null && holds(sentence, name));
  const known = isUnknown(text)
    ? text
        .split(SENTENCE_END)
        .filter((sentence) => !isUnknown(sentence))
        .join("")
        .trim()
    : text;
  if (known === "") return null;
  return names.reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, String(value)),
    known,
  );
}

function holds(text: string, name: string): boolean {
  return text.includes(`{${name}}`);
}
