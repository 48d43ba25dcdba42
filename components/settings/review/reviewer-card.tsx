"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { REVIEW_DAYS } from "#contract/people/review.ts";
import type { Review, ReviewerLogIn } from "#contract/review/review.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The account of Meta's reviewer: created with one click, renewed, disabled. */
export function ReviewerCard({
  review: { channelId, reviewer },
  logIn,
  mayChange,
  onLogIn,
}: {
  review: Review;
  /** Known only right after it was created. */
  logIn: ReviewerLogIn | null;
  mayChange: boolean;
  onLogIn: (logIn: ReviewerLogIn) => void;
}) {
  const t = useTranslations("settings.review");
  const locale = useLocale();
  const words = useErrorWords();
  const refresh = useRefresh("review");
  const [isBusy, setBusy] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const path = `/review/${channelId}/reviewer`;
  const create = async () => {
    setBusy(true);
    try {
      const body = { renew: reviewer !== null };
      onLogIn(await api<ReviewerLogIn>(path, { method: "POST", body }));
      await refresh();
    } catch (error) {
      toast.error(words(error));
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    try {
      await api(path, { method: "DELETE" });
      await refresh();
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <Card title={t("reviewer")} hint={t("reviewerHint", { days: REVIEW_DAYS })}>
      {reviewer ? (
        <div className="grid gap-3">
          <CopyField value={reviewer.email} label={t("email")} />
          {logIn && (
            <>
              <CopyField value={logIn.password} label={t("password")} />
              <Notice tone="warning" role="status">
                {t("passwordOnce")}
              </Notice>
            </>
          )}
          {reviewer.expiresAt && (
            <p className="text-sm text-muted-foreground">
              {t(reviewer.isExpired ? "expired" : "expires", {
                when: dateAndTime(locale, reviewer.expiresAt),
              })}
            </p>
          )}
          {reviewer.isDestination && (
            <Notice tone="warning">{t("isDestination")}</Notice>
          )}
          {reviewer.openThreads > 0 && (
            <Notice>{t("ownsThreads", { count: reviewer.openThreads })}</Notice>
          )}
        </div>
      ) : (
        <p className="text-sm text-muted-foreground">{t("noReviewer")}</p>
      )}
      {mayChange && (
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          {reviewer && (
            <Button onClick={() => setLeaving(true)}>{t("remove")}</Button>
          )}
          <Button
            variant={reviewer ? "outline" : "primary"}
            busy={isBusy}
            onClick={() => void create()}
          >
            {reviewer ? t("renew") : t("createReviewer")}
          </Button>
        </div>
      )}
      <ConfirmDialog
        open={isLeaving}
        onOpenChange={setLeaving}
        title={t("removeTitle")}
        description={t("removeText")}
        action={t("remove")}
        onConfirm={remove}
      />
    </Card>
  );
}
