const MAX_BIG_EMOJI = 3;
// The longest emoji, such as a family with skin tones, have about 20 UTF-16 units. A longer text is not
// examined.
const MAX_LENGTH = 128;
const EMOJI =
  /^(?:\p{RI}{2}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|[#*0-9]\ufe0f?\u20e3)/u;

/** Whether the text is one to three emoji and nothing else, which is shown large. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > MAX_LENGTH) return false;
  // The segmenter finds the characters; one test of each character's beginning is enough.
  const characters = [...segmenter.segment(trimmed)]
    .map(({ segment }) => segment)
    .filter((segment) => segment.trim() !== "");
  return (
    characters.length <= MAX_BIG_EMOJI &&
    characters.every((character) => EMOJI.test(character))
  );
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
