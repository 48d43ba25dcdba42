"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Segment } from "#contract/customers/segment.ts";
import { useSegmentCount } from "#components/live/queries/use-segments.ts";

/** The number of customers in a segment: "312" or "10,000+", or the same in words. */
export function SegmentSize({
  segment,
  inWords = false,
}: {
  segment: Segment;
  inWords?: boolean;
}) {
  const t = useTranslations("customers.segments");
  const locale = useLocale();
  const size = useSegmentCount(segment);
  if (!size) return null;
  const { count, more } = size;
  const isUnknown = more && count === 0;
  const number = new Intl.NumberFormat(locale).format(count);
  const words = isUnknown
    ? t("unknown")
    : t(more ? "countMore" : "count", { count });
  return (
    <span className="shrink-0 text-xs text-muted-foreground tabular-nums">
      {inWords ? (
        words
      ) : (
        <>
          <span aria-hidden>
            {isUnknown ? "–" : `${number}${more ? "+" : ""}`}
          </span>
          <span className="sr-only">{words}</span>
        </>
      )}
    </span>
  );
}
