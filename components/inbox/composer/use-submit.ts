"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { isUploading } from "#components/inbox/composer/uploads.ts";
import { sendOnceUploaded } from "#components/inbox/composer/waiting-send.ts";
import {
  getSelectedThread,
  useOpenThread,
} from "#components/navigation/selection.ts";
import {
  hasReply,
  useChangeDraft,
  useReadDraft,
} from "#components/live/stores/draft-store.ts";
import { toast } from "#components/page/toast.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/**
 * Sends the draft at once, or as soon as its files are uploaded. The agent may look at another thread by then,
 * and learns in a toast what went wrong. `close` comes after the reply has been accepted.
 */
export function useSubmit(
  { id: threadId, customer }: Pick<Thread, "id" | "customer">,
  send: (isUrgent?: boolean) => Promise<boolean>,
): (close?: () => void) => void {
  const t = useTranslations("composer.waiting");
  const change = useChangeDraft(threadId);
  const readDraft = useReadDraft(threadId);
  const openThread = useOpenThread();
  const name = useCustomerName()(customer);
  return useCallback(
    (close) => {
      // Send and close has an Undo of its own, which opens the conversation again.
      const deliver = () =>
        send(close !== undefined).then((isAccepted) => {
          if (isAccepted) close?.();
          return isAccepted;
        });
      if (!isUploading(threadId)) {
        void deliver();
        return;
      }
      const tellElsewhere = (words: string) => {
        if (getSelectedThread() === threadId) return;
        const onClick = () => openThread(threadId);
        toast.warning(words, { action: { label: t("open"), onClick } });
      };
      sendOnceUploaded(threadId, {
        send() {
          if (!hasReply(readDraft())) return;
          void deliver().then((isAccepted) => {
            if (!isAccepted) tellElsewhere(t("notSent", { name }));
            else if (close) tellElsewhere(t("notClosed", { name }));
          });
        },
        onFailed(file) {
          change({ notice: t("failed", { file }) });
          tellElsewhere(t("notSent", { name }));
        },
      });
    },
    [threadId, send, change, readDraft, openThread, name, t],
  );
}
