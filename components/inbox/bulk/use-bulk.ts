"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import type { BulkAction, BulkAnswer } from "#contract/threads/bulk.ts";
import type { MacroRun } from "#contract/macros/macro.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { isLabelAsked } from "#contract/routing/wrap-up-form.ts";
import {
  inPortions,
  type Portioned,
} from "#components/inbox/bulk/in-portions.ts";
import { clearPicked, setPicked } from "#components/inbox/bulk/picked.ts";
import { api } from "#components/live/transport/api.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { useLive, useMe } from "#components/live/stores/live-context.ts";
import {
  inversesOf,
  inversesOfMacro,
  type Inverse,
} from "#components/inbox/macros/inverses.ts";
import { useMacros } from "#components/live/queries/use-directory.ts";
import { insertIntoDrafts } from "#components/inbox/macros/insert-into-drafts.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

export type BulkFailure = BulkAnswer["failed"][number] & { thread: Thread };

/** Acts on the picked threads: tells how many changed, offers to undo, and keeps those picked that refused. */
export function useBulk(threads: readonly Thread[]) {
  const t = useTranslations("bulk");
  const actions = useTranslations("actions");
  const words = useErrorWords();
  const { seen, store } = useLive();
  const me = useMe();
  const macros = useMacros().data;
  const [isBusy, setBusy] = useState(false);
  /** The number of threads that are done with, of how many; null: nothing runs, or few. */
  const [progress, setProgress] = useState<{ at: number; of: number } | null>(
    null,
  );
  const isStopped = useRef(false);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      // The list shows another view, so the agent can no longer watch the act.
      isGone.current = true;
      isStopped.current = true;
    };
  }, []);
  const [failures, setFailures] = useState<BulkFailure[]>([]);
  /** They failed to close, and by no macro, whose other steps were undone. */
  const [isClosing, setClosing] = useState(false);

  /** By thread, the newest message that this screen has shown. */
  const shown = useCallback(
    (ids: readonly string[]): Record<string, string> => {
      const held = store.getState().threads;
      return Object.fromEntries(
        ids.flatMap((id) => {
          const message = seen.newest(id) ?? held[id]?.thread.lastMessage?.id;
          return message === undefined ? [] : [[id, message] as const];
        }),
      );
    },
    [seen, store],
  );
  const inTurn = useCallback(
    async (
      all: readonly string[],
      sendPortion: (ids: string[]) => Promise<BulkAnswer>,
    ) => {
      isStopped.current = false;
      try {
        return await inPortions(all, sendPortion, {
          isStopped: () => isStopped.current,
          onProgress: (at, of) => setProgress({ at, of }),
        });
      } finally {
        setProgress(null);
      }
    },
    [],
  );
  const send = useCallback(
    (all: readonly string[], action: BulkAction) => {
      // The messages seen when the agent pressed: a newer one refuses the act.
      const atPress = shown(all);
      return inTurn(all, async (ids) => {
        if (action.type === "unread") await seen.whenRead(ids);
        return api<BulkAnswer>("/threads/bulk", {
          method: "POST",
          body: { ids, action, seen: pick(atPress, ids) },
        });
      });
    },
    [inTurn, shown, seen],
  );
  /** Tells how many changed. Threads that refused or were not reached stay picked. */
  const conclude = useCallback(
    (
      { done, failed, left, error }: Portioned,
      undo: (() => void) | null,
      closes = false,
    ) => {
      setClosing(closes);
      const kept = [...failed.map(({ id }) => id), ...left];
      // In another view, its threads are not selected.
      if (!isGone.current) {
        if (kept.length === 0) clearPicked();
        else setPicked(kept);
      }
      setFailures(
        failed.flatMap((failure) => {
          const thread = threads.find(({ id }) => id === failure.id);
          return thread ? [{ ...failure, thread }] : [];
        }),
      );
      if (error !== null) toast.error(words(error));
      if (done.length > 0 || left.length > 0)
        toast(
          left.length > 0
            ? t("doneSome", { count: done.length, left: left.length })
            : t("done", { count: done.length }),
          undo
            ? {
                action: {
                  label: actions("undo"),
                  undoes: true,
                  onClick: undo,
                },
              }
            : {},
        );
    },
    [threads, t, actions, words],
  );

  /** Null: nothing can be undone. */
  const undoOf = useCallback(
    (back: readonly Inverse[]) => {
      if (back.length === 0) return null;
      const undo = async () => {
        // In order: a conversation leaves the archive before it opens.
        const failed = new Set<string>();
        setBusy(true);
        try {
          for (const [inverse, ids] of back) {
            const answer = await send(ids, inverse);
            for (const { id } of answer.failed) failed.add(id);
            for (const id of answer.left) failed.add(id);
            if (answer.error !== null) toast.error(words(answer.error));
          }
        } finally {
          setBusy(false);
        }
        if (failed.size > 0) toast.error(t("failed", { count: failed.size }));
      };
      return () =>
        void undo().catch((error: unknown) => toast.error(words(error)));
    },
    [send, t, words],
  );

  const act = useCallback(
    async (action: BulkAction) => {
      const before = new Map(threads.map((thread) => [thread.id, thread]));
      setBusy(true);
      try {
        const answer = await send([...before.keys()], action);
        const back = inversesOf(action, answer.done, before);
        conclude(answer, undoOf(back), action.type === "close");
      } catch (error) {
        toast.error(words(error));
      } finally {
        setBusy(false);
      }
    },
    [threads, send, conclude, undoOf, words],
  );
  /** Gives these a label, and closes them: a queue of theirs requires one. */
  const closeWithLabel = useCallback(
    async (asking: readonly BulkFailure[], labelId: string) => {
      const before = new Map(asking.map(({ thread }) => [thread.id, thread]));
      setBusy(true);
      try {
        const labelled = await send([...before.keys()], {
          type: "label",
          labelId,
        });
        // A stopped or broken act closes no thread.
        const isOver = labelled.left.length > 0 || labelled.done.length === 0;
        const closed: Portioned = isOver
          ? { done: [], failed: [], left: labelled.done, error: null }
          : await send(labelled.done, { type: "close" });
        const back = [
          ...inversesOf({ type: "close" }, closed.done, before),
          ...inversesOf({ type: "label", labelId }, closed.done, before),
        ];
        const sum = {
          done: closed.done,
          failed: [...labelled.failed, ...closed.failed],
          left: [...labelled.left, ...closed.left],
          error: labelled.error ?? closed.error,
        };
        conclude(sum, undoOf(back), true);
      } catch (error) {
        toast.error(words(error));
      } finally {
        setBusy(false);
      }
    },
    [send, conclude, undoOf, words],
  );
  const runMacro = useCallback(
    async (id: string) => {
      const before = new Map(threads.map((thread) => [thread.id, thread]));
      const threadIds = [...before.keys()];
      setBusy(true);
      try {
        const atPress = shown(threadIds);
        const answer = await inTurn(threadIds, async (portion) => {
          const { inserts, ...run } = await api<MacroRun>(`/macros/${id}/run`, {
            method: "POST",
            body: {
              threadIds: portion,
              runId: newClientId(),
              seen: pick(atPress, portion),
            },
          });
          insertIntoDrafts(me.id, inserts);
          return run;
        });
        const steps = macros?.find((macro) => macro.id === id)?.steps ?? [];
        conclude(answer, undoOf(inversesOfMacro(steps, answer.done, before)));
      } catch (error) {
        toast.error(words(error));
      } finally {
        setBusy(false);
      }
    },
    [threads, inTurn, shown, conclude, undoOf, macros, me.id, words],
  );
  return {
    act,
    closeWithLabel,
    runMacro,
    isBusy,
    progress,
    /** Ends what runs, after the portion under way. */
    stop: () => {
      isStopped.current = true;
    },
    failures,
    /** The failures that a label resolves. */
    unlabelled: isClosing ? failures.filter(isLabelAsked) : [],
    /** Takes these, or all of them, off the screen. */
    dismiss: (some: readonly BulkFailure[] = failures) =>
      setFailures(failures.filter((one) => !some.includes(one))),
  };
}

function pick(
  of: Readonly<Record<string, string>>,
  ids: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const value = of[id];
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}
