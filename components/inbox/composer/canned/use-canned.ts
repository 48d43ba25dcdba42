"use client";

import {
  useCallback,
  useId,
  useMemo,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";
import type {
  CannedReply,
  FilledCannedReply,
} from "#contract/canned/canned-reply.ts";
import { api } from "#components/live/transport/api.ts";
import { useCannedReplies } from "#components/live/queries/use-directory.ts";
import { rankCanned } from "./rank-canned.ts";
import { typedShortcut, type TypedShortcut } from "./typed-shortcut.ts";

const SHOWN = 50;

/** The list of canned replies over the field, while a shortcut is being typed. */
export type CannedList = {
  listId: string;
  items: readonly CannedReply[];
  /** True: the team has none at all. */
  isEmpty: boolean;
  activeId: string | undefined;
  activate: (index: number) => void;
  choose: (reply: CannedReply) => void;
};

/** What the field needs of it. */
export type CannedField = {
  /** Null: the list is closed. */
  list: CannedList | null;
  onCursor: (field: HTMLTextAreaElement) => void;
  onBlur: () => void;
  /** True: the list has used the key. */
  onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
};

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
  onFilled: (filled: FilledCannedReply, at: TypedShortcut) => void;
  onFailed: (error: unknown) => void;
}): CannedField {
  const listId = useId();
  const { data } = useCannedReplies();
  const [typed, setTyped] = useState<TypedShortcut | null>(null);
  const [active, setActive] = useState(0);
  // Where Escape closed it; typing on there does not open it again.
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const isOpen = !isOff && typed !== null && typed.from !== closedAt;
  const text = isOpen ? typed.text : null;
  const items = useMemo(
    () =>
      text === null ? [] : rankCanned(data ?? [], text, locale).slice(0, SHOWN),
    [data, text, locale],
  );

  const onCursor = useCallback((element: HTMLTextAreaElement) => {
    const { value, selectionStart, selectionEnd } = element;
    const next =
      selectionStart === selectionEnd
        ? typedShortcut(value, selectionStart)
        : null;
    setTyped((held) => (isSame(held, next) ? held : next));
    if (next === null) setClosedAt(null);
    setActive(0);
  }, []);
  const onBlur = useCallback(() => setTyped(null), []);

  const choose = (reply: CannedReply) => {
    if (!typed) return;
    setTyped(null);
    void api<FilledCannedReply>(`/canned-replies/${reply.id}/fill`, {
      method: "POST",
      body: { threadId },
    }).then(
      // Another thread may be open meanwhile.
      (filled) => field.current?.isConnected && onFilled(filled, typed),
      onFailed,
    );
  };
  const isEmpty = data?.length === 0 && text === "";
  const isShown = isOpen && (items.length > 0 || isEmpty);
  const activeItem = items[active];
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!isShown) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setActive((active + step + items.length) % items.length);
      return true;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      setClosedAt(typed.from);
      return true;
    }
    const isChoice =
      event.key === "Enter" || (event.key === "Tab" && !event.shiftKey);
    if (!isChoice || !activeItem) return false;
    event.preventDefault();
    choose(activeItem);
    return true;
  };
  const list: CannedList | null = isShown
    ? {
        listId,
        items,
        isEmpty,
        activeId: activeItem && optionId(listId, activeItem),
        activate: setActive,
        choose,
      }
    : null;
  return { list, onCursor, onBlur, onKey };
}

export function optionId(listId: string, { id }: CannedReply): string {
  return `${listId}-${id}`;
}

function isSame(a: TypedShortcut | null, b: TypedShortcut | null): boolean {
  return a?.from === b?.from && a?.to === b?.to && a?.text === b?.text;
}
