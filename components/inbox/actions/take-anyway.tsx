"use client";

import { useTranslations } from "next-intl";
import type { Overfull } from "#components/inbox/actions/use-thread-commands.ts";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";

/** Far beyond one's capacity: meant so? */
export default function TakeAnyway({
  overfull,
  onTake,
  onClose,
}: {
  overfull: Overfull;
  onTake: () => Promise<unknown>;
  onClose: () => void;
}) {
  const t = useTranslations("actions.overfull");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("text", {
        load: overfull.load,
        capacity: overfull.capacity,
      })}
      action={t("take")}
      tone="primary"
      onConfirm={onTake}
    />
  );
}
