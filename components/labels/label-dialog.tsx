"use client";

import { useTranslations } from "next-intl";
import type { Label } from "#contract/customers/label.ts";
import { LabelPicks } from "#components/labels/label-picks.tsx";
import type { LabelTarget } from "#components/labels/use-assign-label.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";

/** Chooses the labels of a thread or a customer; each choice counts at once. */
export default function LabelDialog({
  of,
  labels,
  onClose,
}: {
  of: LabelTarget;
  labels: readonly Label[];
  onClose: () => void;
}) {
  const t = useTranslations("labels");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(of.type === "thread" ? "editThread" : "editCustomer")}
      className="md:max-w-sm"
      footer={<Button onClick={onClose}>{t("done")}</Button>}
    >
      <LabelPicks of={of} labels={labels} />
    </Dialog>
  );
}
