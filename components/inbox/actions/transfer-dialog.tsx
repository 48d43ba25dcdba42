"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Destination, Thread } from "#contract/shapes.ts";
import { useHandedOver } from "#components/inbox/actions/use-hand-over.ts";
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
  const told = useHandedOver(thread);
  const [to, setTo] = useState<Destination | null>(null);
  const [note, setNote] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: (target: Destination) =>
      transfer({
        to: target,
        ...(note.trim() ? { note: note.trim() } : {}),
      }),
    onSuccess: (after, target) => {
      told(target, after);
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
