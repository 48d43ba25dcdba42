"use client";

import { useTranslations } from "next-intl";
import { WEBHOOK_FIELDS } from "#contract/channels/page-fields.ts";

/** Fields that older instructions name. Source: Messenger Platform, "Webhooks", read 2026-11. */
const OLD = [
  "messaging_pre_checkouts",
  "messaging_customer_information",
] as const;

/** The fields that Parley subscribes to with the reason for each, and those of older instructions. */
export function FieldsTable() {
  const t = useTranslations("settings.channels.guide");
  return (
    <dl className="grid gap-x-4 gap-y-1.5 text-xs sm:grid-cols-[auto_1fr]">
      {WEBHOOK_FIELDS.map((field) => (
        <Line key={field} field={field} text={t(`fields.${field}`)} />
      ))}
      <div className="col-span-full mt-2 text-sm font-medium">
        <dt>{t("oldFields")}</dt>
        <dd className="sr-only">{t("oldFieldsHint")}</dd>
      </div>
      {OLD.map((field) => (
        <Line key={field} field={field} text={t(`fields.${field}`)} />
      ))}
    </dl>
  );
}

function Line({ field, text }: { field: string; text: string }) {
  return (
    <div className="contents">
      <dt className="font-mono wrap-anywhere">{field}</dt>
      <dd className="text-muted-foreground max-sm:mb-1.5">{text}</dd>
    </div>
  );
}
