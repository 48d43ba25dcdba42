"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** The reply or note is sent once its files are uploaded. */
export function WaitingNotice({
  isNote,
  onCancel,
}: {
  isNote: boolean;
  onCancel: () => void;
}) {
  const t = useTranslations("composer.waiting");
  return (
    <Notice role="status" className="mx-2 mt-1">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span>{isNote ? t("note") : t("message")}</span>
        <Button size="sm" onClick={onCancel} aria-keyshortcuts="Escape">
          {t("cancel")}
        </Button>
      </div>
    </Notice>
  );
}
