const MAX_BIG_EMOJI = 3;
// The longest emoji, a family with skin tones say, have about 20 UTF-16 units.
// A longer text is not looked at.
const MAX_LENGTH = 128;
const EMOJI =
  /^(?:\p{RI}{2}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|[#*0-9]\ufe0f?\u20e3)/u;

/** One to three emoji and nothing else are shown large. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > MAX_LENGTH) return false;
  // The segmenter says what one character is; each needs one look at its beginning.
  const characters = [...segmenter.segment(trimmed)]
    .map(({ segment }) => segment)
    .filter((segment) => segment.trim() !== "");
  return (
    characters.length <= MAX_BIG_EMOJI &&
    characters.every((character) => EMOJI.test(character))
  );
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
