"use client";

import { useLocale, useTranslations } from "next-intl";
import type { LoginPages } from "#contract/channels/login.ts";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Connected pages that the login does not include: Meta takes them away. */
export function LeftOut({ pages }: { pages: LoginPages["leftOut"] }) {
  const t = useTranslations("settings.channels.facebook");
  const locale = useLocale();
  if (pages.length === 0) return null;
  const names = pages.map(({ name }) => name);
  return (
    <Notice tone="warning" className="mb-5">
      <p className="font-medium">{t("leftOut")}</p>
      <p className="wrap-anywhere">
        {new Intl.ListFormat(locale).format(names)}
      </p>
      <p className="text-muted-foreground">{t("leftOutFix")}</p>
    </Notice>
  );
}
