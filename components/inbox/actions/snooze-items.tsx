"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MenuItem, MenuLabel } from "#components/ui/overlays/menu.tsx";
import { timeChoices } from "#components/thread/time-choices.ts";
import { comingTime } from "#components/words/times.ts";
import { serverDate } from "#components/page/server-clock.ts";

export function SnoozeItems({
  icon,
  onSnooze,
  onOther,
}: {
  icon: ReactNode;
  onSnooze: (until: Date) => void;
  /** Opens the dialog for a time of one's own. */
  onOther: () => void;
}) {
  const t = useTranslations("actions");
  const locale = useLocale();
  return (
    <>
      <MenuLabel>{t("snooze")}</MenuLabel>
      {timeChoices(serverDate()).map(({ key, at: until }) => (
        <MenuItem key={key} onSelect={() => onSnooze(until)}>
          {icon}
          <span className="flex-1">{t(`snoozes.${key}`)}</span>
          <span className="ps-4 text-xs text-muted-foreground">
            {comingTime(locale, until, serverDate())}
          </span>
        </MenuItem>
      ))}
      <MenuItem onSelect={onOther}>
        {icon}
        {t("snoozeOther.menu")}
      </MenuItem>
    </>
  );
}
