"use client";

import { useTranslations } from "next-intl";
import { SettingsPage } from "#components/settings/section.tsx";
import { DefaultsCard } from "./defaults-card.tsx";
import { PagesCard } from "./pages-card.tsx";
import { SourcesCard } from "./sources-card.tsx";
import { StatsBoxes } from "./stats-boxes.tsx";
import { StatusesCard } from "./statuses-card.tsx";

/** The sources and destinations of leads, and this month's figures. Every change is saved at once. */
export function LeadSettingsPage() {
  const t = useTranslations("settings.leads");
  return (
    <SettingsPage title={t("title")} hint={t("hint")} isWide>
      <StatsBoxes />
      <PagesCard />
      <DefaultsCard />
      <div className="grid items-start gap-x-5 lg:grid-cols-2">
        <StatusesCard />
        <SourcesCard />
      </div>
    </SettingsPage>
  );
}
