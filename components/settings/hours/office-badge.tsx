"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Hours } from "#contract/hours/hours.ts";
import { officeTimes } from "#contract/hours/office-times.ts";
import { shiftTimes } from "#contract/people/shift.ts";
import { useCalendars } from "#components/live/queries/use-directory.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { comingTime } from "#components/words/times.ts";
import { useNow } from "#components/page/use-now.ts";

/** The present state of the office hours, and when it changes. */
export function OfficeBadge({ hours }: { hours: Hours | null }) {
  const t = useTranslations("settings.hours.state");
  const locale = useLocale();
  const now = new Date(useNow());
  const { state, until } = officeTimes(hours, now, useCalendars());
  return (
    <Badge tone={state === "open" ? "success" : "warning"}>
      {until
        ? t(`${state}Until`, { when: comingTime(locale, until, now) })
        : t(state)}
    </Badge>
  );
}

/** Whether an agent with these hours is at work, and until when. */
export function ShiftBadge({ hours }: { hours: Hours }) {
  const t = useTranslations("settings.hours.shift");
  const locale = useLocale();
  const now = new Date(useNow());
  const { isOn, until } = shiftTimes(hours, now, useCalendars());
  const state = isOn ? "on" : "off";
  return (
    <Badge tone={isOn ? "success" : "neutral"}>
      {until
        ? t(`${state}Until`, { when: comingTime(locale, until, now) })
        : t(state)}
    </Badge>
  );
}
