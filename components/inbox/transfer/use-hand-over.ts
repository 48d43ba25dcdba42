"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Destination } from "#contract/routing/destination.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { useTellRefused } from "./newer-message.tsx";
import { useUnsentReply } from "./use-unsent-reply.ts";
import { usePlaceNames } from "#components/thread/channel/use-place-name.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/**
 * Transfers a thread without a dialog and shows the result. `onNeedsDialog`: a note is required, or the dialog
 * has to ask what becomes of an unsent reply.
 */
export function useHandOver(
  thread: Thread,
  onNeedsDialog: () => void,
): (to: Destination) => void {
  const told = useHandedOver(thread);
  const tellRefused = useTellRefused();
  const nameOf = usePlaceNames();
  const { transfer } = useThreadActions(thread.id);
  const { hasUnsent } = useUnsentReply(thread.id);
  return useCallback(
    (to) => {
      if (hasUnsent) {
        onNeedsDialog();
        return;
      }
      void transfer({ to }).then(
        (after) => told({ to, name: nameOf(to) ?? "" }, after),
        (error: unknown) => {
          if (error instanceof ApiError && error.code === "invalid_input")
            onNeedsDialog();
          else tellRefused(error);
        },
      );
    },
    [transfer, told, tellRefused, nameOf, hasUnsent, onNeedsDialog],
  );
}

/** Shows the result of a transfer. A request, and a transfer to a queue, can be undone. */
export function useHandedOver(
  thread: Thread,
): (target: { to: Destination; name: string }, after: Thread | null) => void {
  const t = useTranslations("transfer");
  const actions = useTranslations("actions");
  const words = useErrorWords();
  const { take, cancelTransfer } = useThreadActions(thread.id);
  return useCallback(
    ({ to, name }, after) => {
      const undo = (back: () => Promise<unknown>) => ({
        action: {
          label: actions("undo"),
          undoes: true,
          onClick: () =>
            void back().catch((error: unknown) => toast.error(words(error))),
        },
      });
      // An agent who was asked becomes the owner only by accepting.
      const waits = to.type === "agent" && after?.owner?.id !== to.id;
      if (after && waits) toast(t("asked", { name }), undo(cancelTransfer));
      else if (to.type === "agent") toast(t("movedTo", { name }));
      else
        toast(
          t("movedTo", { name }),
          undo(() => take()),
        );
    },
    [t, actions, words, take, cancelTransfer],
  );
}
