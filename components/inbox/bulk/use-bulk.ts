"use client";

import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import type { BulkAction, BulkAnswer } from "#contract/threads/bulk.ts";
import { PRIORITIES } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { clearPicked, setPicked } from "#components/inbox/bulk/picked.ts";
import { api } from "#components/live/transport/api.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

export type BulkFailure = BulkAnswer["failed"][number] & { thread: Thread };

/** Acts on the picked threads: tells how many changed, offers to undo, and keeps those picked that refused. */
export function useBulk(threads: readonly Thread[]) {
  const t = useTranslations("bulk");
  const actions = useTranslations("actions");
  const words = useErrorWords();
  const { seen, store } = useLive();
  const [isBusy, setBusy] = useState(false);
  const [failures, setFailures] = useState<BulkFailure[]>([]);

  const send = useCallback(
    (ids: string[], action: BulkAction) => {
      const held = store.getState().threads;
      const shown = ids.flatMap((id) => {
        const message = seen.newest(id) ?? held[id]?.thread.lastMessage?.id;
        return message === undefined ? [] : [[id, message] as const];
      });
      return api<BulkAnswer>("/threads/bulk", {
        method: "POST",
        body: { ids, action, seen: Object.fromEntries<string>(shown) },
      });
    },
    [seen, store],
  );

  const act = useCallback(
    async (action: BulkAction) => {
      const before = new Map(threads.map((thread) => [thread.id, thread]));
      setBusy(true);
      try {
        const { done, failed } = await send([...before.keys()], action);
        const back = inversesOf(action, done, before);
        const undo = () =>
          void Promise.all(
            back.map(([inverse, ids]) => send(ids, inverse)),
          ).catch((error: unknown) => toast.error(words(error)));
        if (failed.length === 0) clearPicked();
        else setPicked(failed.map(({ id }) => id));
        setFailures(
          failed.flatMap((failure) => {
            const thread = before.get(failure.id);
            return thread ? [{ ...failure, thread }] : [];
          }),
        );
        if (done.length > 0)
          toast(
            t("done", { count: done.length }),
            back.length > 0
              ? { action: { label: actions("undo"), onClick: undo } }
              : {},
          );
      } catch (error) {
        toast.error(words(error));
      } finally {
        setBusy(false);
      }
    },
    [threads, send, t, actions, words],
  );
  return { act, isBusy, failures, dismiss: () => setFailures([]) };
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
