"use client";

import { serverNow } from "#components/page/server-clock.ts";
import { createClock } from "#components/page/clock.ts";
import { cn } from "#components/ui/class-names.ts";
import { spanOf } from "./times.ts";
import { WAIT_COLORS, waitTone } from "./wait-tone.ts";
import { useSpan } from "./use-times.ts";

const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_MS = 3_600_000;

/** The time since then, updated every second for the first hour: "0:42", "57:04", "5 h", "3 days". */
export function LiveClock({
  since,
  warnAfterMs = null,
  targetSeconds,
  countedMs,
  className,
}: {
  since: string;
  /** From then on in the colour of a warning. */
  warnAfterMs?: number | null;
  /** Colored by this reply target instead; null: the usual one. */
  targetSeconds?: number | null;
  /** The part of the time that the target counts; left out: all of it. */
  countedMs?: (from: Date, now: Date) => number;
  className?: string;
}) {
  const seconds = useSeconds();
  const span = useSpan();
  const agoMs = Math.max(0, seconds * SECOND_MS - Date.parse(since));
  return (
    <time
      dateTime={since}
      suppressHydrationWarning
      className={cn(
        "tabular-nums",
        warnAfterMs !== null && agoMs >= warnAfterMs && "text-warning",
        targetSeconds !== undefined &&
          WAIT_COLORS[
            waitTone(
              countedMs?.(new Date(since), new Date(seconds * SECOND_MS)) ??
                agoMs,
              targetSeconds,
            )
          ],
        className,
      )}
    >
      {agoMs >= HOUR_MS
        ? span(spanOf(agoMs))
        : clockText(Math.floor(agoMs / SECOND_MS))}
    </time>
  );
}

/** Minutes and seconds of less than an hour. Pure. */
export function clockText(seconds: number): string {
  const rest = String(seconds % MINUTE_S).padStart(2, "0");
  return `${Math.floor(seconds / MINUTE_S)}:${rest}`;
}

// One timer for all clocks of the page.
const useSeconds = createClock(SECOND_MS, () =>
  Math.floor(serverNow() / SECOND_MS),
);
