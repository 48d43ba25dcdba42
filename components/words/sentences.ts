const FULL_WIDTH_END = /[。！？…」』）]$/u;

/** Sentences in a row; behind a full-width end there is no space. Pure. */
export function joinSentences(
  ...sentences: readonly (string | null | undefined)[]
): string {
  return sentences
    .filter((sentence) => sentence)
    .reduce<string>((before, sentence) => {
      const space = before === "" || FULL_WIDTH_END.test(before) ? "" : " ";
      return `${before}${space}${sentence}`;
    }, "");
}
