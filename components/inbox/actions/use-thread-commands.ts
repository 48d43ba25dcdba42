"use client";

import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { ApiError } from "#components/live/api.ts";
import { useMe } from "#components/live/live-context.ts";
import { toast } from "#components/ui/toast.ts";
import type { Thread } from "#contract/shapes.ts";
import { useThreadActions } from "#components/live/use-thread-actions.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

export type Command =
  "take" | "takeOver" | "release" | "close" | "reopen" | "snooze";

export type RunCommand = (command: Command, until?: Date) => void;

/** What the server said when it asked whether more than one's capacity is meant. */
export type Overfull = { load: number; capacity: number };

/** Runs a command, tells what became of it, and offers to undo what can be undone. */
export function useThreadCommands(thread: Thread) {
  const t = useTranslations("actions");
  const people = useTranslations("people");
  const words = useErrorWords();
  const { id: meId } = useMe();
  const actions = useThreadActions(thread.id);
  const [busy, setBusy] = useState<Command | null>(null);
  const [overfull, setOverfull] = useState<Overfull | null>(null);

  const ownerId = thread.owner?.id;
  const snoozedUntil = thread.status === "snoozed" ? thread.snoozedUntil : null;
  const run = useCallback(
    (command: Command, until?: Date) => {
      const undo = (back: () => Promise<unknown>) => ({
        action: {
          label: t("undo"),
          onClick: () =>
            void back().catch((error: unknown) => toast.error(words(error))),
        },
      });
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
          // Back to where it was, whatever they are doing now.
          toast(t("taken"), ownerId ? undo(() => giveBack(ownerId)) : {});
        },
        release: async () => {
          await actions.release();
          toast(
            t("released"),
            undo(() => actions.take()),
          );
        },
        close: async () => {
          await actions.close();
          toast(
            t("closed"),
            undo(() => actions.reopen()),
          );
        },
        reopen: async () => {
          await actions.reopen();
          if (snoozedUntil)
            toast(
              t("woken"),
              undo(() => actions.snooze(new Date(snoozedUntil))),
            );
          else
            toast(
              t("reopened"),
              undo(() => actions.close()),
            );
        },
        snooze: async () => {
          if (!until) return;
          await actions.snooze(until);
          toast(
            t("snoozed"),
            undo(() => actions.reopen()),
          );
        },
      };
      setBusy(command);
      steps[command]()
        .catch((error: unknown) => {
          if (error instanceof ApiError && error.code === "at_capacity")
            setOverfull(error.current as Overfull);
          else toast.error(words(error));
        })
        .finally(() => setBusy(null));
    },
    [actions, ownerId, snoozedUntil, t, words],
  );
  const takeAnyway = useCallback(
    () =>
      actions.take(true).then(
        () => toast(t("taken")),
        (error: unknown) => toast.error(words(error)),
      ),
    [actions, t, words],
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
    busy,
    /** Takes part no more. */
    leave,
    /** Set: taking it needs a yes, by `takeAnyway`. */
    overfull,
    takeAnyway,
    forgetOverfull: () => setOverfull(null),
  };
}
