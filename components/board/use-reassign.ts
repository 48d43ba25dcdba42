"use client";

import { useTranslations } from "next-intl";
import type { Destination } from "#contract/routing/destination.ts";
import { useRefreshBoard } from "#components/board/use-board.ts";
import { ApiError, api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import {
  useErrorWords,
  useFieldErrorWords,
} from "#components/words/use-error-words.ts";

/** A thread to move, with the name that texts use. */
export type Moving = { id: string; name: string };

export type Reassignment = {
  threads: Moving[];
  to: Destination;
  toName: string;
  note?: string;
  /** Whether to assign also an agent who is offline or beyond their capacity. */
  confirm?: boolean;
};

/** `isOverfull`: a confirmation moves it. */
export type Refused = Moving & { reason: string; isOverfull: boolean };

type Answer = {
  items: { threadId: string; refused: string | null; reason: string | null }[];
};

/** Moves threads, shows how many moved, and returns those that did not, each with the reason as text. */
export function useReassign(): (
  reassignment: Reassignment,
) => Promise<Refused[]> {
  const t = useTranslations("board");
  const words = useErrorWords();
  const fieldWords = useFieldErrorWords();
  const refresh = useRefreshBoard();
  return async ({ threads, to, toName, note, confirm }) => {
    const { items } = await api<Answer>("/threads/reassign", {
      method: "POST",
      body: {
        threadIds: threads.map(({ id }) => id),
        to,
        ...(note ? { note } : {}),
        ...(confirm ? { confirm } : {}),
      },
    });
    void refresh();
    const why = (code: string, reason: string | null) =>
      fieldWords({
        code: reason ?? undefined,
        message: words(
          new ApiError({ status: 409, code, current: { reason } }),
        ),
      });
    const refused = items.flatMap(({ threadId, refused: code, reason }) => {
      const name = threads.find(({ id }) => id === threadId)?.name ?? "";
      return code === null
        ? []
        : [
            {
              id: threadId,
              name,
              isOverfull: code === "at_capacity",
              reason:
                code === "at_capacity"
                  ? t("overfull", { name: toName })
                  : why(code, reason),
            },
          ];
    });
    const count = items.length - refused.length;
    if (count > 0) toast.success(t("moved", { count, name: toName }));
    return refused;
  };
}
