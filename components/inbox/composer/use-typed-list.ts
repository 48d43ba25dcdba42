"use client";

import {
  useCallback,
  useId,
  useMemo,
  useState,
  type KeyboardEvent,
} from "react";

/** The text from a sign to the cursor, such as "/hello" or "@Mei". */
export type Typed = {
  /** The position of the sign in the text. */
  from: number;
  /** The cursor. */
  to: number;
  /** Without the sign. */
  text: string;
};

/** The list over the field, while such a word is being typed. */
export type TypedList<Item> = {
  listId: string;
  items: readonly Item[];
  activeId: string | undefined;
  activate: (index: number) => void;
  choose: (item: Item) => void;
};

/** The list's side of the text field. */
export type TypedField = {
  listId: string | undefined;
  activeId: string | undefined;
  onCursor: (field: HTMLTextAreaElement) => void;
  onBlur: () => void;
  /** True: the list has used the key. */
  onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
};

/** Opens a list of choices over the field while a word with a sign before it is typed. */
export function useTypedList<Item extends { id: string }>({
  find,
  search,
  isOff,
  isShownEmpty,
  onChoose,
}: {
  /** Null: none is being typed at the cursor. Stable. */
  find: (value: string, cursor: number) => Typed | null;
  /** The choices for the typed text, the best first. Memoized. */
  search: (text: string) => readonly Item[];
  isOff: boolean;
  /** Whether the list shows although nothing fits. */
  isShownEmpty?: (text: string) => boolean;
  onChoose: (item: Item, at: Typed) => void;
}): { list: TypedList<Item> | null; field: TypedField } {
  const listId = useId();
  const [typed, setTyped] = useState<Typed | null>(null);
  const [active, setActive] = useState(0);
  // The position at which Escape closed the list. Typing there does not open it again.
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const isOpen = !isOff && typed !== null && typed.from !== closedAt;
  const text = isOpen ? typed.text : null;
  const items = useMemo(
    () => (text === null ? [] : search(text)),
    [text, search],
  );
  const onCursor = useCallback(
    (element: HTMLTextAreaElement) => {
      const { value, selectionStart, selectionEnd } = element;
      const next =
        selectionStart === selectionEnd ? find(value, selectionStart) : null;
      setTyped((held) => (isSame(held, next) ? held : next));
      if (next === null) setClosedAt(null);
      setActive(0);
    },
    [find],
  );
  const onBlur = useCallback(() => setTyped(null), []);
  const choose = (item: Item) => {
    if (!typed) return;
    setTyped(null);
    onChoose(item, typed);
  };
  const isShown =
    text !== null && (items.length > 0 || isShownEmpty?.(text) === true);
  const activeItem = items[active];
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!isShown || typed === null) return false;
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
  const activeId =
    isShown && activeItem ? optionId(listId, activeItem) : undefined;
  return {
    list: isShown
      ? { listId, items, activeId, activate: setActive, choose }
      : null,
    field: {
      listId: isShown && items.length > 0 ? listId : undefined,
      activeId,
      onCursor,
      onBlur,
      onKey,
    },
  };
}

export function optionId(listId: string, { id }: { id: string }): string {
  return `${listId}-${id}`;
}

function isSame(a: Typed | null, b: Typed | null): boolean {
  return a?.from === b?.from && a?.to === b?.to && a?.text === b?.text;
}
