import { truncateStart } from "#contract/text/text.ts";

// Characters shown before the search text.
const LEAD_CHARACTERS = 24;

/** A text from shortly before a hit on, and the hit marked. Without a hit: the text. */
export function MarkedText({
  text,
  hit,
}: {
  text: string;
  hit: { start: number; end: number } | null;
}) {
  if (hit === null) return text;
  const before = text.slice(0, hit.start);
  const lead = truncateStart(before, LEAD_CHARACTERS);
  return (
    <>
      {lead !== before && "…"}
      {lead}
      <mark className="rounded-sm bg-warning-soft text-foreground">
        {text.slice(hit.start, hit.end)}
      </mark>
      {text.slice(hit.end)}
    </>
  );
}
