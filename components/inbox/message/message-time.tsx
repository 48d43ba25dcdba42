"use client";

import { useLocale, useTranslations } from "next-intl";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";
import { clockTime, fullTime, timeAtOffset } from "#components/words/times.ts";

const HOUR_MINUTES = 60;

/**
 * The clock time of a message. Its tooltip, for the pointer and the keyboard, has the full date, and the time
 * where the customer is, if that is known and another.
 */
export function MessageTime({
  at,
  timezone,
  className,
}: {
  at: string;
  /** The customer's, in hours from UTC; null: unknown. */
  timezone: number | null;
  className?: string;
}) {
  const t = useTranslations("times");
  const locale = useLocale();
  const date = new Date(at);
  const full = fullTime(locale, at);
  const isElsewhere =
    timezone !== null && timezone * HOUR_MINUTES !== -date.getTimezoneOffset();
  const text = isElsewhere
    ? t("withCustomers", {
        time: full,
        customers: timeAtOffset(locale, timezone, date.getTime()),
      })
    : full;
  return (
    <Hint text={text}>
      <time dateTime={at} tabIndex={0} className={className}>
        {clockTime(locale, at)}
      </time>
    </Hint>
  );
}
