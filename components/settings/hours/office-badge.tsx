"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Hours } from "#contract/hours.ts";
import { officeTimes } from "#contract/office-times.ts";
import { useHolidayCalendars } from "#components/live/use-directory.ts";
import { Badge } from "#components/ui/badge.tsx";
import { comingTime } from "#components/words/times.ts";
import { useNow } from "#components/words/use-now.ts";

/** How an office with these hours stands now, and when that changes. */
export function OfficeBadge({ hours }: { hours: Hours | null }) {
  const t = useTranslations("settings.hours.state");
  const locale = useLocale();
  const now = new Date(useNow());
  const calendars = new Map(
    (useHolidayCalendars().data ?? []).map(({ id, days }) => [id, days]),
  );
  const { state, until } = officeTimes(hours, now, calendars);
  return (
    <Badge tone={state === "open" ? "success" : "warning"}>
      {until
        ? t(`${state}Until`, { when: comingTime(locale, until, now) })
        : t(state)}
    </Badge>
  );
}
