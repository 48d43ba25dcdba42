"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BulkAction } from "#contract/threads/bulk.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  TransferFields,
  transferOf,
  useSubmitWords,
  useTransferChoice,
} from "#components/inbox/transfer/transfer-choice.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";

/**
 * Transfers the picked threads to one agent or place, with one note for all. The places are those of the first thread:
 * where another thread cannot go there, it stays picked, with the reason.
 */
export default function BulkTransfer({
  threads,
  onTransfer,
  onClose,
}: {
  threads: readonly [Thread, ...Thread[]];
  onTransfer: (action: BulkAction) => Promise<void>;
  onClose: () => void;
}) {
  const t = useTranslations("bulk");
  const common = useTranslations("common");
  const choice = useTransferChoice(threads[0].id);
  const { target } = choice;
  const submitWords = useSubmitWords(choice);
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    if (!target) return;
    setBusy(true);
    await onTransfer({ type: "transfer", ...transferOf(choice, target.to) });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("transferTitle", { count: threads.length })}
      description={t("transferHint")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant={choice.isForced ? "danger" : "primary"}
            disabled={!choice.isReady}
            busy={isBusy}
            onClick={() => void submit()}
          >
            {submitWords}
          </Button>
        </>
      }
    >
      <TransferFields
        choice={choice}
        count={threads.length}
        isNoteMissing={false}
      />
    </Dialog>
  );
}
