"use client";

import { useLocale, useTranslations } from "next-intl";
import type { CheckedChannel } from "#contract/channels/guide.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { shortDate } from "#components/words/times.ts";
import { PastedInput } from "./pasted-input.tsx";

/** The token, with the page that it is for. */
export function TokenFields({ onNext }: { onNext: () => void }) {
  const t = useTranslations("settings.channels");
  const common = useTranslations("common");
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <PastedInput
          name="pageToken"
          label={t("pageToken")}
          hint={t("guide.tokenHint")}
          isSecret
          className="sm:col-span-2"
        />
        <PastedInput
          name="pageId"
          label={t("pageId")}
          hint={t("guide.pageIdHint")}
          optional={common("optional")}
        />
      </div>
      <Button variant="primary" className="mt-4" onClick={onNext}>
        {t("guide.next")}
      </Button>
    </>
  );
}

/** The app that made the token. Then all values are checked with Meta. */
export function AppFields({
  isChecking,
  problem,
}: {
  isChecking: boolean;
  problem: string | null;
}) {
  const t = useTranslations("settings.channels");
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <PastedInput name="appId" label={t("appId")} />
        <PastedInput
          name="appSecret"
          label={t("appSecret")}
          hint={t("appSecretHint")}
          isSecret
        />
      </div>
      {problem && (
        <Notice tone="danger" role="alert" className="mt-4">
          {problem}
        </Notice>
      )}
      <Button
        type="submit"
        variant="primary"
        className="mt-4"
        busy={isChecking}
      >
        {t("guide.check")}
      </Button>
    </>
  );
}

/** Meta's answer about the values. */
export function CheckedNotice({ checked }: { checked: CheckedChannel }) {
  const t = useTranslations("settings.channels.guide");
  const locale = useLocale();
  const { name, pageId, token, connectedAs, isKnown } = checked;
  if (connectedAs !== null)
    return (
      <Notice tone="warning" role="status">
        <p>{t("connectedAlready", { name: name ?? pageId })}</p>
        <PageLink
          href={`/settings/channels/${connectedAs}`}
          className="text-primary underline"
        >
          {t("openChannel")}
        </PageLink>
      </Notice>
    );
  return (
    <Notice role="status" tone={token.expiresAt ? "warning" : "info"}>
      <p className="font-medium">{t("checked", { name: name ?? pageId })}</p>
      <p className="text-muted-foreground">
        {token.expiresAt
          ? t("tokenExpires", { date: shortDate(locale, token.expiresAt) })
          : t("tokenStays")}
      </p>
      {isKnown && <p className="text-muted-foreground">{t("isKnown")}</p>}
    </Notice>
  );
}
