"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Destination, Thread } from "#contract/shapes.ts";
import { useThreadActions } from "#components/live/use-thread-actions.ts";
import { toast } from "#components/ui/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Hands a thread over without a dialog and tells what became of it. */
export function useHandOver(thread: Thread): (to: Destination) => void {
  const told = useHandedOver(thread);
  const words = useErrorWords();
  const { transfer } = useThreadActions(thread.id);
  return useCallback(
    (to) =>
      void transfer({ to }).then(
        (after) => told(to, after),
        (error: unknown) => toast.error(words(error)),
      ),
    [transfer, told, words],
  );
}

/** Says what a transfer led to; what went to a queue can be taken back. */
export function useHandedOver(
  thread: Thread,
): (to: Destination, after: Thread | null) => void {
  const t = useTranslations("transfer");
  const actions = useTranslations("actions");
  const words = useErrorWords();
  const { take } = useThreadActions(thread.id);
  return useCallback(
    (to, after) => {
      // Asked first, a colleague becomes the owner only by accepting.
      const waits = to.type === "agent" && after?.owner?.id !== to.id;
      if (after && waits) toast(t("asked"));
      else if (to.type === "agent") toast(t("moved"));
      else
        toast(t("moved"), {
          action: {
            label: actions("undo"),
            onClick: () =>
              void take().catch((error: unknown) => toast.error(words(error))),
          },
        });
    },
    [t, actions, words, take],
  );
}
