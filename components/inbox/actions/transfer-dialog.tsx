"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/ui/toast.ts";
import type { Destination, Thread } from "#contract/shapes.ts";
import { TransferTargets } from "#components/inbox/actions/transfer-targets.tsx";
import { useThreadActions } from "#components/live/use-thread-actions.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_NOTE = 2_000;

/** To a colleague (who is asked) or to a queue, with a note for whoever comes next. */
export default function TransferDialog({
  thread,
  onClose,
}: {
  thread: Thread;
  onClose: () => void;
}) {
  const t = useTranslations("transfer");
  const words = useErrorWords();
  const { transfer } = useThreadActions(thread.id);
  const [to, setTo] = useState<Destination | null>(null);
  const [note, setNote] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: (target: Destination) =>
      transfer({
        to: target,
        ...(note.trim() ? { note: note.trim() } : {}),
      }),
    // Asked first, a colleague becomes the owner only by accepting.
    onSuccess: (after, target) => {
      const waits = target.type === "agent" && after?.owner?.id !== target.id;
      toast(after && waits ? t("asked") : t("moved"));
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("hint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            variant="primary"
            disabled={!to}
            busy={isPending}
            onClick={() => to && mutate(to)}
          >
            {t("submit")}
          </Button>
        </>
      }
    >
      <TransferTargets thread={thread} value={to} onChange={setTo} />
      <Field label={t("note")} hint={t("noteHint")} className="mt-4">
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={MAX_NOTE}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      {error && (
        <Notice tone="danger" role="alert" className="mt-3">
          {words(error)}
        </Notice>
      )}
    </Dialog>
  );
}
