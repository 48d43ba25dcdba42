"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ScheduledChoice } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { TransferTarget } from "#contract/supervision/transfer-target.ts";
import { ScheduledChoiceField } from "#components/thread/scheduled-choice.tsx";
import { useScheduled } from "#components/live/queries/use-scheduled.ts";
import { NewerMessageNotice } from "./newer-message.tsx";
import {
  TransferFields,
  transferOf,
  useSubmitWords,
  useTransferChoice,
} from "./transfer-choice.tsx";
import { UnsentReplyField, type UnsentChoice } from "./unsent-reply.tsx";
import { useHandedOver } from "./use-hand-over.ts";
import { useUnsentReply } from "./use-unsent-reply.ts";
import { ApiError } from "#components/live/transport/api.ts";
import {
  newerMessageOf,
  useThreadActions,
} from "#components/live/actions/use-thread-actions.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Transfers a thread to an agent (by request) or to a place, with a note for the next owner. */
export default function TransferDialog({
  thread,
  onClose,
}: {
  thread: Thread;
  onClose: () => void;
}) {
  const t = useTranslations("transfer");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const choice = useTransferChoice(thread.id);
  const { target } = choice;
  const { transfer, asOf } = useThreadActions(thread.id);
  // The dialog covers the thread, so messages that arrive behind it count as unseen.
  const [seenThen, setSeenThen] = useState(asOf);
  const told = useHandedOver(thread);
  const scheduled = useScheduled(thread.id).length;
  const [kept, setKept] = useState<ScheduledChoice>("keep");
  const { hasUnsent, saveReply, forget } = useUnsentReply(thread.id);
  const [wanted, setUnsent] = useState<UnsentChoice>("keep");
  const unsent = hasUnsent ? wanted : "keep";
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (target: TransferTarget) => {
      if (unsent !== "keep") await saveReply();
      return transfer(
        {
          ...transferOf(choice, target.to),
          scheduled: kept,
          ...(unsent === "keep" ? {} : { draft: unsent }),
        },
        seenThen,
      );
    },
    onSuccess: (after, target) => {
      // A passed draft stays here until it has its new owner; then an event takes it away.
      const isReceived = target.to.type === "agent" && choice.mode === "force";
      if (unsent === "note" || (unsent === "pass" && isReceived)) forget();
      told(target, after);
      onClose();
    },
    onError: (error) => {
      const newer = newerMessageOf(error);
      if (newer) setSeenThen({ seenMessageId: newer.id });
      void queryClient.invalidateQueries({ queryKey: choice.key });
    },
  });
  const noteError =
    error instanceof ApiError &&
    error.errors.some(({ path }) => path === "note");
  const submitWords = useSubmitWords(choice);
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
            variant={choice.isForced ? "danger" : "primary"}
            disabled={!choice.isReady}
            busy={isPending}
            onClick={() => target && mutate(target)}
          >
            {submitWords}
          </Button>
        </>
      }
    >
      <TransferFields choice={choice} count={1} isNoteMissing={noteError} />
      {scheduled > 0 && (
        <ScheduledChoiceField
          act="transfer"
          count={scheduled}
          value={kept}
          onChange={setKept}
          className="mt-3"
        />
      )}
      {hasUnsent && (
        <UnsentReplyField
          value={wanted}
          onChange={setUnsent}
          className="mt-3"
        />
      )}
      <NewerMessageNotice error={error} className="mt-3" />
      {error && !noteError && !newerMessageOf(error) && (
        <Notice tone="danger" role="alert" className="mt-3">
          {words(error)}
        </Notice>
      )}
    </Dialog>
  );
}
