"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import { Card } from "#components/settings/section.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** The address an app at the vendor delivers to, and the steps to enter it there. */
export function WebhookCard({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const locale = useLocale();
  const { webhookVerifiedAt, webhookUrl, verifyToken } = channel;
  return (
    <Card title={t("webhook")} hint={t("webhookHint")}>
      <div className="space-y-3">
        <CopyField value={webhookUrl} label={t("webhookUrl")} />
        <CopyField value={verifyToken} label={t("verifyToken")} />
      </div>
      {webhookVerifiedAt ? (
        <p className="mt-3 text-sm text-success">
          {t("verifiedAt", { when: dateAndTime(locale, webhookVerifiedAt) })}
        </p>
      ) : (
        <ol className="mt-4 list-decimal space-y-1 ps-5 text-sm text-muted-foreground">
          <li>{t("steps.open")}</li>
          <li>{t("steps.enter")}</li>
          <li>{t("steps.fields")}</li>
          <li>{t("steps.test")}</li>
        </ol>
      )}
    </Card>
  );
}
