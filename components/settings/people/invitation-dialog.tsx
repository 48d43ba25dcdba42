"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** The link with which an agent sets a password. It is shown only once. */
export function InvitationDialog({
  name,
  url,
  isMailed,
  onClose,
}: {
  name: string;
  url: string;
  /** The link was also sent to them by email. */
  isMailed: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("settings.people");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("invitationTitle", { name })}
      description={t("invitationHint")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("invitationDone")}
        </Button>
      }
    >
      {isMailed && (
        <Notice tone="info" className="mb-3">
          {t("invitationMailed")}
        </Notice>
      )}
      <CopyField value={url} label={t("invitationLink")} />
      <Notice tone="warning" className="my-3">
        {t("invitationOnce")}
      </Notice>
    </Dialog>
  );
}
