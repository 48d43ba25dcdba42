"use client";

import { useCallback, type RefObject } from "react";
import { isActive } from "#contract/canned/active.ts";
import type {
  CannedReply,
  FilledCannedReply,
} from "#contract/canned/canned-reply.ts";
import {
  useTypedList,
  type Typed,
  type TypedField,
  type TypedList,
} from "#components/inbox/composer/use-typed-list.ts";
import { api } from "#components/live/transport/api.ts";
import { useCannedReplies } from "#components/live/queries/use-directory.ts";
import { rankCanned } from "./rank-canned.ts";
import { typedShortcut } from "./typed-shortcut.ts";

const SHOWN = 50;

/**
 * Opens the list of canned replies when "/" is typed, and puts the chosen one
 * in the place of what was typed.
 */
export function useCanned({
  threadId,
  locale,
  isOff,
  field,
  onFilled,
  onFailed,
}: {
  threadId: string;
  /** The customer's. */
  locale: string | null;
  isOff: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onFilled: (filled: FilledCannedReply, at: Typed) => void;
  onFailed: (error: unknown) => void;
}): { list: TypedList<CannedReply> | null; field: TypedField } {
  const { data } = useCannedReplies();
  const search = useCallback(
    (text: string) => {
      const now = new Date();
      const active = data?.filter((reply) => isActive(reply, now)) ?? [];
      return rankCanned(active, text, locale).slice(0, SHOWN);
    },
    [data, locale],
  );
  return useTypedList({
    find: typedShortcut,
    search,
    isOff,
    // A team without any is told where to create one.
    isShownEmpty: (text) => data?.length === 0 && text === "",
    onChoose(reply, at) {
      void api<FilledCannedReply>(`/canned-replies/${reply.id}/fill`, {
        method: "POST",
        body: { threadId },
      }).then(
        // Another thread may be open meanwhile.
        (filled) => field.current?.isConnected && onFilled(filled, at),
        onFailed,
      );
    },
  });
}
