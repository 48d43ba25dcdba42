"use client";

import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import type { BulkAction, BulkAnswer } from "#contract/threads/bulk.ts";
import type { MacroRun } from "#contract/macros/macro.ts";
import { PRIORITIES } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { clearPicked, setPicked } from "#components/inbox/bulk/picked.ts";
import { api } from "#components/live/transport/api.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { useLive, useMe } from "#components/live/stores/live-context.ts";
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
  const [isBusy, setBusy] = useState(false);
  const [failures, setFailures] = useState<BulkFailure[]>([]);

  /** By thread, the newest message that this screen has shown. */
  const shown = useCallback(
    (ids: string[]): Record<string, string> => {
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
  const send = useCallback(
    (ids: string[], action: BulkAction) =>
      api<BulkAnswer>("/threads/bulk", {
        method: "POST",
        body: { ids, action, seen: shown(ids) },
      }),
    [shown],
  );
  /** Tells how many changed, and keeps those picked that refused. */
  const conclude = useCallback(
    ({ done, failed }: BulkAnswer, undo: (() => void) | null) => {
      if (failed.length === 0) clearPicked();
      else setPicked(failed.map(({ id }) => id));
      setFailures(
        failed.flatMap((failure) => {
          const thread = threads.find(({ id }) => id === failure.id);
          return thread ? [{ ...failure, thread }] : [];
        }),
      );
      if (done.length > 0)
        toast(
          t("done", { count: done.length }),
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
    [threads, t, actions],
  );

  const act = useCallback(
    async (action: BulkAction) => {
      const before = new Map(threads.map((thread) => [thread.id, thread]));
      setBusy(true);
      try {
        const answer = await send([...before.keys()], action);
        const back = inversesOf(action, answer.done, before);
        const undo = () =>
          void Promise.all(
            back.map(([inverse, ids]) => send(ids, inverse)),
          ).catch((error: unknown) => toast.error(words(error)));
        conclude(answer, back.length > 0 ? undo : null);
      } catch (error) {
        toast.error(words(error));
      } finally {
        setBusy(false);
      }
    },
    [threads, send, conclude, words],
  );
  const runMacro = useCallback(
    async (id: string) => {
      const threadIds = threads.map((thread) => thread.id);
      setBusy(true);
      try {
        const { inserts, ...answer } = await api<MacroRun>(
          `/macros/${id}/run`,
          {
            method: "POST",
            body: { threadIds, runId: newClientId(), seen: shown(threadIds) },
          },
        );
        insertIntoDrafts(me.id, inserts);
        conclude(answer, null);
      } catch (error) {
        toast.error(words(error));
      } finally {
        setBusy(false);
      }
    },
    [threads, shown, conclude, me.id, words],
  );
  return { act, runMacro, isBusy, failures, dismiss: () => setFailures([]) };
}

/** The acts that take an act back, each with its threads; none: it has no inverse. Pure. */
export function inversesOf(
  action: BulkAction,
  done: readonly string[],
  before: ReadonlyMap<string, Thread>,
): [BulkAction, string[]][] {
  const those = (is: (thread: Thread) => boolean) =>
    done.filter((id) => {
      const thread = before.get(id);
      return thread !== undefined && is(thread);
    });
  const pairs = ((): [BulkAction, string[]][] => {
    switch (action.type) {
      case "close":
        return [
          [{ type: "reopen" }, those(({ status }) => status !== "closed")],
        ];
      case "archive":
        return [
          [{ type: "unarchive" }, those(({ archivedAt }) => !archivedAt)],
        ];
      case "unarchive":
        return [[{ type: "archive" }, those(({ archivedAt }) => !!archivedAt)]];
      case "snooze":
        return [
          [{ type: "reopen" }, those(({ status }) => status !== "snoozed")],
        ];
      case "label":
      case "unlabel": {
        const { labelId } = action;
        const isOn = action.type === "label";
        return [
          [
            { type: isOn ? "unlabel" : "label", labelId },
            // A thread that had it already keeps it.
            those(
              ({ labels }) => labels.some(({ id }) => id === labelId) !== isOn,
            ),
          ],
        ];
      }
      case "priority":
        return PRIORITIES.filter((each) => each !== action.priority).map(
          (priority) => [
            { type: "priority", priority },
            those((thread) => thread.priority === priority),
          ],
        );
      case "read":
      case "reopen":
      case "release":
      case "transfer":
        return [];
    }
  })();
  return pairs.filter(([, ids]) => ids.length > 0);
}
