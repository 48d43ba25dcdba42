import { findNumber } from "#contract/text/number-keys.ts";
import { MarkedText } from "#components/inbox/list/marked-text.tsx";

/** A text with the number marked that was searched in another writing. Few searches need it, so it is loaded with the first. */
export default function MarkedNumber({
  text,
  query,
}: {
  text: string;
  query: string;
}) {
  return <MarkedText text={text} hit={findNumber(text, query)} />;
}
