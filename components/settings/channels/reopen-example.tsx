"use client";

import { useLocale, useTranslations } from "next-intl";
import { comingTime, planTime } from "#components/words/times.ts";

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** A Monday at ten, and the day before it. */
const CLOSED_AT = new Date(2026, 10, 30, 10);
const DAY_BEFORE = new Date(2026, 10, 29);

/** An example of the hours of reopening: a conversation that was closed on a Monday at ten. */
export function ReopenExample({ hours }: { hours: number | null | undefined }) {
  const t = useTranslations("settings.channels");
  const locale = useLocale();
  if (hours == null || !Number.isFinite(hours) || hours < 0) return null;
  const until = new Date(CLOSED_AT.getTime() + hours * HOUR_MS);
  // A weekday alone would be ambiguous from a week on.
  const time = hours < WEEK_HOURS - 24 ? comingTime : planTime;
  return (
    <p
      aria-live="polite"
      className="rounded-md bg-muted px-3 py-2 text-xs text-muted-foreground sm:col-span-2"
    >
      {hours === 0
        ? t("reopenExampleOff")
        : t("reopenExample", {
            closed: time(locale, CLOSED_AT, DAY_BEFORE),
            until: time(locale, until, DAY_BEFORE),
          })}
    </p>
  );
}
