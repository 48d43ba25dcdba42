"use client";

import { useTranslations } from "next-intl";
import type { BulkFailure } from "#components/inbox/bulk/use-bulk.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** The threads that refused an act, each with the reason. They stay picked. */
export function BulkFailures({
  failures,
  onClose,
}: {
  failures: readonly BulkFailure[];
  onClose: () => void;
}) {
  const t = useTranslations("bulk");
  const common = useTranslations("common");
  const errors = useTranslations("errors");
  const faults = useTranslations("form.server");
  const words = ({ code, reason = "", message }: BulkFailure) => {
    if (faults.has(reason as "past")) return faults(reason as "past");
    return code !== "invalid_input" && errors.has(code as "unknown")
      ? errors(code as "unknown")
      : message;
  };
  const customerName = useCustomerName();
  const openThread = useOpenThread();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("failed", { count: failures.length })}
      description={t("failedHint")}
      className="md:max-w-md"
      footer={<Button onClick={onClose}>{common("close")}</Button>}
    >
      <ul className="divide-y">
        {failures.map((failure) => (
          <li
            key={failure.id}
            className="flex items-baseline gap-3 py-2 text-sm"
          >
            <button
              type="button"
              className="bidi max-w-40 shrink-0 truncate rounded-sm font-medium hover:underline"
              onClick={() => {
                openThread(failure.id);
                onClose();
              }}
            >
              {customerName(failure.thread.customer)}
            </button>
            <span className="text-muted-foreground">{words(failure)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
