"use client";

import { useTranslations } from "next-intl";
import { DraftGuide } from "#components/settings/channels/guide/draft-guide.tsx";

/** Connects a page step by step, with values from Meta's app dashboard. */
export function ConnectMessenger() {
  const t = useTranslations("settings.channels.guide");
  return (
    <>
      <p className="mb-5 max-w-prose text-sm text-muted-foreground">
        {t("intro")}
      </p>
      <DraftGuide />
    </>
  );
}
