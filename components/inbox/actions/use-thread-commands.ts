"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import type {
  AsOf,
  CloseThread as CloseInput,
} from "#contract/threads/thread-requests.ts";
import type { Priority } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { asksWrapUp } from "#contract/routing/wrap-up-form.ts";
import {
  useWrapUpForm,
  wrapUpAskedBy,
} from "#components/inbox/actions/use-wrap-up-form.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import {
  canTakeBack,
  useScheduleActions,
  useScheduled,
} from "#components/live/queries/use-scheduled.ts";
import { toast, type ToastAction } from "#components/page/toast.ts";
import {
  newerMessageOf,
  useThreadActions,
  type SnoozeChoice,
} from "#components/live/actions/use-thread-actions.ts";
import { useTellRefused } from "#components/inbox/transfer/newer-message.tsx";
import { COMPOSER_FIELD_ID } from "#components/inbox/composer/message-field.tsx";
import { getPreferences } from "#components/live/stores/preferences.ts";
import {
  nextInList,
  type CloseThread,
  type Command,
} from "#components/thread/current-thread.ts";
import {
  askOverfull,
  overfullOf,
  type Overfull,
} from "#components/thread/offers/overfull.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Runs a command, shows its result, and offers to undo it where possible. */
export function useThreadCommands(thread: Thread) {
  const t = useTranslations("actions");
  const people = useTranslations("people");
  const levels = useTranslations("priority");
  const words = useErrorWords();
  const { id: meId } = useMe();
  const actions = useThreadActions(thread.id);
  const [busy, setBusy] = useState<Command | null>(null);

  const ownerId = thread.owner?.id;
  const wasOpen = thread.status !== "closed";
  const wasWaiting = thread.waitingSince !== null;
  const { wakesOnReply } = thread;
  const snoozedUntil = thread.status === "snoozed" ? thread.snoozedUntil : null;
  const undo = useCallback(
    (back: () => Promise<unknown>) => ({
      action: {
        label: t("undo"),
        undoes: true,
        onClick: () =>
          void back().catch((error: unknown) => toast.error(words(error))),
      },
    }),
    [t, words],
  );
  const tellRefused = useTellRefused();
  const { close, wrappingUp } = useClose(thread, undo, setBusy);
  const openThread = useOpenThread();
  const run = useCallback(
    (command: Command, snooze?: SnoozeChoice) => {
      const { afterClose } = getPreferences();
      // Asked before closing, which takes the conversation out of the list.
      const next = afterClose === "next" ? nextInList(thread.id) : null;
      // After a reply the next conversation is written to; after a key the next key walks on.
      const isWalking = document.activeElement?.id !== COMPOSER_FIELD_ID;
      const goOn =
        afterClose === "stay"
          ? undefined
          : () => openThread(next, { isWalking });
      const giveBack = (id: string) =>
        actions.transfer({
          to: { type: "agent", id },
          mode: "force",
          confirm: true,
        });
      const steps: Record<Command, () => Promise<unknown>> = {
        take: async () => {
          await actions.take();
          toast(
            t("taken"),
            undo(() => actions.release()),
          );
        },
        takeOver: async () => {
          await actions.take(true);
          // Undo returns the thread to its former owner, whatever that agent does now.
          toast(t("taken"), ownerId ? undo(() => giveBack(ownerId)) : {});
        },
        release: async () => {
          await actions.release();
          toast(
            t("released"),
            undo(() => actions.take()),
          );
        },
        close: () => close(goOn),
        reopen: async () => {
          await actions.reopen();
          if (snoozedUntil)
            toast(
              t("woken"),
              undo(() =>
                actions.snooze({ until: new Date(snoozedUntil), wakesOnReply }),
              ),
            );
          else
            toast(
              t("reopened"),
              undo(() => close()),
            );
        },
        noReply: async () => {
          await actions.noReplyNeeded();
          toast(
            t("noReplyDone"),
            wasWaiting ? undo(() => actions.undoNoReply()) : {},
          );
        },
        unread: async () => {
          // First: a thread that is on the screen is read.
          openThread(null);
          await actions.unread();
          toast(t("markedUnread"));
        },
        archive: async () => {
          await actions.archive(true);
          toast(
            t("archived"),
            undo(() => actions.archive(false)),
          );
        },
        unarchive: async () => {
          await actions.archive(false);
          toast(
            t("unarchived"),
            undo(() => actions.archive(true)),
          );
        },
        spam: async () => {
          await actions.spam(true);
          goOn?.();
          toast(
            t("spamDone"),
            undo(async () => {
              await actions.spam(false);
              if (wasOpen) await actions.reopen();
            }),
          );
        },
        delete: async () => {
          await actions.remove();
          openThread(next, { isWalking });
          toast(
            t("deleted"),
            undo(() => actions.restore()),
          );
        },
        snooze: async () => {
          if (!snooze) return;
          await actions.snooze(snooze);
          toast(
            t("snoozed"),
            undo(() => actions.reopen()),
          );
        },
      };
      // Taking also reopens a closed thread.
      const takeAnyway = (overfull: Overfull) =>
        void askOverfull(overfull)
          .then(async (yes) => {
            if (!yes) return;
            await actions.take(true);
            toast(t("taken"));
          })
          .catch(tellRefused);
      setBusy(command);
      steps[command]()
        .catch((error: unknown) => {
          const overfull = overfullOf(error);
          if (overfull === null) tellRefused(error);
          else takeAnyway(overfull);
        })
        .finally(() => setBusy(null));
    },
    [
      actions,
      close,
      openThread,
      ownerId,
      snoozedUntil,
      wakesOnReply,
      wasOpen,
      wasWaiting,
      t,
      thread.id,
      undo,
      tellRefused,
    ],
  );
  const { priority } = thread;
  const prioritize = useCallback(
    (next: Priority) => {
      if (next === priority) return;
      void actions.prioritize(next).then(
        () =>
          toast(
            levels("changed", { name: levels(`levels.${next}`) }),
            undo(() => actions.prioritize(priority)),
          ),
        (error: unknown) => toast.error(words(error)),
      );
    },
    [actions, priority, levels, undo, words],
  );
  const leave = useCallback(
    () =>
      void actions.uninvite(meId).then(
        () => toast(people("left")),
        (error: unknown) => toast.error(words(error)),
      ),
    [actions, meId, people, words],
  );
  return {
    run,
    close,
    prioritize,
    /** Set while the queue's wrap-up form, or the question about scheduled replies, has to be answered before closing. */
    wrappingUp,
    busy,
    /** Ends the actor's participation. */
    leave,
  };
}

type Asking = {
  then: (() => void) | undefined;
  /** Replies were scheduled when it opened. */
  hasScheduled: boolean;
  /** The state of the thread on screen when the form opened over it. */
  seenThen: AsOf;
};

type Undo = (back: () => Promise<unknown>) => { action: ToastAction };

/**
 * The one way to close, for the button, the keys, the palette and "undo": each of them shows the queue's
 * wrap-up form, and asks what becomes of scheduled replies. Without either, "Done and next" goes on at once; if the
 * server then requires the form, the screen returns to the thread, which stayed open.
 */
function useClose(
  thread: Thread,
  undo: Undo,
  setBusy: (command: Command | null) => void,
) {
  const t = useTranslations("actions");
  const tellRefused = useTellRefused();
  const queryClient = useQueryClient();
  const openThread = useOpenThread();
  const form = useWrapUpForm(thread);
  const hasLabel = thread.labels.length > 0;
  const isAsking = form !== null && asksWrapUp(form, { hasLabel });
  const threadId = thread.id;
  const actions = useThreadActions(threadId);
  // One that can still be taken back is sent by closing.
  const all = useScheduled(threadId);
  const scheduled = useMemo(
    () => all.filter((message) => !canTakeBack(message)),
    [all],
  );
  const { restore } = useScheduleActions(threadId);
  const hasScheduled = scheduled.length > 0;
  const [asking, setAsking] = useState<Asking>();
  const submit = useCallback(
    async (input: CloseInput, seenThen?: AsOf) => {
      await actions.close(input, seenThen);
      // One that was held has no time to come.
      const canceled =
        input.scheduled === "keep"
          ? []
          : scheduled.filter(({ schedule }) => !schedule?.isHeld);
      toast(
        t("closed"),
        undo(async () => {
          await actions.reopen();
          await restore(canceled);
        }),
      );
    },
    [actions, t, undo, scheduled, restore],
  );
  const close = useCallback<CloseThread>(
    async (then) => {
      if (isAsking || hasScheduled) {
        setAsking({ then, hasScheduled, seenThen: actions.asOf() });
        return;
      }
      setBusy("close");
      then?.();
      try {
        await submit({});
      } catch (error) {
        const asked = wrapUpAskedBy(error);
        if (then && (asked || newerMessageOf(error))) openThread(threadId);
        if (asked === null) {
          tellRefused(error);
          return;
        }
        toast.warning(
          t(
            asked === "label"
              ? "wrapUp.labelAskedAfterAll"
              : "wrapUp.askedAfterAll",
          ),
        );
        setAsking({ then: undefined, hasScheduled, seenThen: actions.asOf() });
        await queryClient.invalidateQueries({ queryKey: liveKey("queues") });
      } finally {
        setBusy(null);
      }
    },
    [
      isAsking,
      hasScheduled,
      submit,
      actions,
      tellRefused,
      openThread,
      queryClient,
      setBusy,
      t,
      threadId,
    ],
  );
  // The form covers the thread, so it shows messages that arrived meanwhile. The next press confirms that the
  // agent has seen them.
  const submitForm = async (input: CloseInput) => {
    try {
      await submit(input, asking?.seenThen);
    } catch (error) {
      const newer = newerMessageOf(error);
      if (newer)
        setAsking(
          (now) => now && { ...now, seenThen: { seenMessageId: newer.id } },
        );
      throw error;
    }
    asking?.then?.();
  };
  return {
    close,
    wrappingUp:
      asking && (form || asking.hasScheduled)
        ? {
            form,
            scheduled: scheduled.length,
            submit: submitForm,
            cancel: () => setAsking(undefined),
          }
        : null,
  };
}
