"use client";

import { useTranslations } from "next-intl";
import { useHolidayCalendars } from "#components/live/queries/use-directory.ts";
import { CheckList } from "#components/forms/fields/check-list.tsx";

/** Chooses which of the shared holiday calendars apply. */
export function CalendarChoice({
  value,
  onChange,
}: {
  value: string[];
  onChange: (calendarIds: string[]) => void;
}) {
  const t = useTranslations("settings.hours");
  const calendars = useHolidayCalendars().data ?? [];
  return (
    <CheckList
      label={t("calendars")}
      empty={t("noCalendars")}
      options={calendars.map(({ id, name }) => ({ value: id, label: name }))}
      // Deleted calendars are not chosen any more.
      value={value.filter((id) => calendars.some((each) => each.id === id))}
      onChange={onChange}
    />
  );
}
