"use client";

import { useLocale, useTranslations } from "next-intl";
import {
  isSameWelcome,
  type ChannelWelcome,
  type Welcome,
} from "#contract/channels/welcome.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** Whether Meta has the same as Parley, and a way to take over what Meta has. */
export function WelcomeState({
  welcome: { saved, savedAt, atVendor, hasMore, unread },
  form,
  onTake,
}: {
  welcome: ChannelWelcome;
  form: Welcome;
  onTake: (atVendor: Welcome) => void;
}) {
  const t = useTranslations("settings.channels.welcome");
  const locale = useLocale();
  const when = savedAt ? dateAndTime(locale, savedAt) : "";
  const isSame = saved && atVendor && isSameWelcome(saved, atVendor);
  const canTake = atVendor !== null && !isSameWelcome(form, atVendor);
  return (
    <div className="mb-5 flex flex-col gap-2 empty:hidden">
      {unread !== null ? (
        <Notice tone="warning">
          {t("unread")}
          <VendorWords words={unread} />
        </Notice>
      ) : saved === null ? (
        <p className="text-sm text-muted-foreground">{t("fromMeta")}</p>
      ) : isSame ? (
        <p className="text-sm text-muted-foreground">{t("same", { when })}</p>
      ) : (
        <Notice tone="warning">{t("differs", { when })}</Notice>
      )}
      {hasMore && <Notice>{t("more")}</Notice>}
      {canTake && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted-foreground">
          <Button size="sm" onClick={() => onTake(atVendor)}>
            {t("take")}
          </Button>
          {t("takeHint")}
        </p>
      )}
    </div>
  );
}

/** A sentence of Meta's, which is English. */
export function VendorWords({ words }: { words: string }) {
  const t = useTranslations("settings.channels.welcome");
  return (
    <p className="mt-1 wrap-anywhere">
      {t("metaSays")}{" "}
      <span lang="en" className="font-mono text-xs">
        {words}
      </span>
    </p>
  );
}
