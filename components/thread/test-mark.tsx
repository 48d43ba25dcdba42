"use client";

import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/marks/badge.tsx";

/** Marks a thread that a test message began. */
export function TestMark() {
  const t = useTranslations("thread");
  return (
    <Badge tone="note" className="shrink-0" title={t("testHint")}>
      {t("test")}
    </Badge>
  );
}
