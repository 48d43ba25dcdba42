"use client";

import { CalendarDays } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useHolidayCalendars } from "#components/live/queries/use-directory.ts";
import { CalendarDialog } from "#components/settings/holidays/calendar-dialog.tsx";
import { nextHoliday } from "#components/settings/holidays/next-holiday.ts";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import type { HolidayCalendar } from "#contract/hours/holiday-calendar.ts";
import { shortDate } from "#components/words/times.ts";

/** The holiday calendars that several office hours share. */
export function Holidays() {
  return (
    <ResourcePage<HolidayCalendar>
      noun="holiday-calendars"
      words="holidays"
      query={useHolidayCalendars()}
      icon={<CalendarDays />}
      detailOf={(calendar) => <Detail calendar={calendar} />}
      renderDialog={({ item, ...dialog }) => (
        <CalendarDialog calendar={item} {...dialog} />
      )}
    />
  );
}

function Detail({ calendar: { days } }: { calendar: HolidayCalendar }) {
  const t = useTranslations("settings.holidays");
  const locale = useLocale();
  const next = nextHoliday(days, new Date());
  const count = t("days", { count: days.length });
  if (!next) return count;
  const when = shortDate(locale, `${next.date}T12:00:00`);
  return `${count} · ${t("next", { name: next.name || t("unnamed"), when })}`;
}
