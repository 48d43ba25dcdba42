import { Suspense } from "react";
import { findFolded } from "#contract/text/fold.ts";
import { MarkedText } from "#components/inbox/list/marked-text.tsx";
import { lazily } from "#components/page/lazily.ts";

const MarkedNumber = lazily(() => import("./marked-number.tsx"));

/** A text with the search text marked in it, as it was typed or as a number in another writing. */
export function Marked({ text, query }: { text: string; query: string }) {
  const hit = findFolded(text, query);
  if (hit) return <MarkedText text={text} hit={hit} />;
  return (
    <Suspense fallback={text}>
      <MarkedNumber text={text} query={query} />
    </Suspense>
  );
}
