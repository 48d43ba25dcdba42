"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MenuItem, MenuLabel } from "#components/ui/overlays/menu.tsx";
import { comingTime } from "#components/words/times.ts";

const MORNING_HOUR = 9;
const HOUR_MS = 3_600_000;
const MONDAY = 1;
const WEEK_DAYS = 7;

export type SnoozeChoice = {
  key: "hour" | "hours" | "tomorrow" | "monday";
  until: Date;
};

/** Common snooze times from `now` on, in the reader's time zone. Pure. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const morningIn = (days: number) =>
    new Date(
      now.getFullYear(),
      now.getMonth(),
      now.getDate() + days,
      MORNING_HOUR,
    );
  const toMonday = (MONDAY - now.getDay() + WEEK_DAYS) % WEEK_DAYS || WEEK_DAYS;
  return [
    { key: "hour", until: new Date(now.getTime() + HOUR_MS) },
    { key: "hours", until: new Date(now.getTime() + 3 * HOUR_MS) },
    { key: "tomorrow", until: morningIn(1) },
    { key: "monday", until: morningIn(toMonday) },
  ];
}

export function SnoozeItems({
  icon,
  onSnooze,
}: {
  icon: ReactNode;
  onSnooze: (until: Date) => void;
}) {
  const t = useTranslations("actions");
  const locale = useLocale();
  return (
    <>
      <MenuLabel>{t("snooze")}</MenuLabel>
      {snoozeChoices(new Date()).map(({ key, until }) => (
        <MenuItem key={key} onSelect={() => onSnooze(until)}>
          {icon}
          <span className="flex-1">{t(`snoozes.${key}`)}</span>
          <span className="ps-4 text-xs text-muted-foreground">
            {comingTime(locale, until, new Date())}
          </span>
        </MenuItem>
      ))}
    </>
  );
}
