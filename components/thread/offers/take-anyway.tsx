"use client";

import { useTranslations } from "next-intl";
import type { OverfullQuestion } from "#components/thread/offers/overfull.ts";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";

/** Asks whether the agent means to exceed their capacity. */
export default function TakeAnyway({
  question: { load, capacity, answer },
}: {
  question: OverfullQuestion;
}) {
  const t = useTranslations("actions.overfull");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && answer(false)}
      title={t("title")}
      description={t("text", { load, capacity })}
      action={t("take")}
      tone="primary"
      onConfirm={() => Promise.resolve(answer(true))}
    />
  );
}
