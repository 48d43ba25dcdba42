"use client";

import { useLocale, useTranslations } from "next-intl";
import type { DataRequest } from "#contract/customers/data-request.ts";
import { useNow } from "#components/page/use-now.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { shortDate } from "#components/words/times.ts";

/** A request that is due within this time stands out. */
const SOON_MS = 3 * 86_400_000;

/** The state of a request, and of an open one its due date. */
export function DueBadge({
  request: { state, dueAt, answeredAt },
}: {
  request: DataRequest;
}) {
  const t = useTranslations("settings.dataRequests");
  const locale = useLocale();
  const now = useNow();
  if (state !== "open")
    return (
      <Badge tone={state === "answered" ? "success" : "neutral"}>
        {t(`on.${state}`, { date: shortDate(locale, answeredAt ?? dueAt) })}
      </Badge>
    );
  const left = Date.parse(dueAt) - now;
  const date = shortDate(locale, dueAt);
  if (left < 0) return <Badge tone="danger">{t("on.overdue", { date })}</Badge>;
  return (
    <Badge tone={left < SOON_MS ? "warning" : "neutral"}>
      {t("on.due", { date })}
    </Badge>
  );
}
