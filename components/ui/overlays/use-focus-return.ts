"use client";

import { useMemo } from "react";

/**
 * For a dialog that is opened by a key or a command, without a trigger of its
 * own: closing returns the focus to where it was. Spread over the content.
 */
export function useFocusReturn() {
  return useMemo(() => {
    let opener: EventTarget | null = null;
    let listening = new AbortController();
    return {
      onOpenAutoFocus({ currentTarget }: Event) {
        opener = document.activeElement;
        listening = new AbortController();
        // A list that closes as the dialog opens gives the focus to its button a moment later, and the dialog takes it
        // back at once: that button is the place to return to.
        const note = (place: EventTarget | null) => {
          if (!isPlace(opener) && !isWithin(currentTarget, place))
            opener = place;
        };
        const { signal } = listening;
        const options = { signal, capture: true }; // before the dialog's own listeners
        document.addEventListener(
          "focusin",
          ({ target }) => note(target),
          options,
        );
        document.addEventListener(
          "focusout",
          ({ target, relatedTarget }) => {
            note(relatedTarget);
            if (isWithin(currentTarget, target)) keepSelection(target);
          },
          options,
        );
      },
      onCloseAutoFocus(event: Event) {
        listening.abort();
        if (!isPlace(opener)) return;
        event.preventDefault();
        opener.focus();
      },
    };
  }, []);
}

/**
 * The dialog takes the focus back at once, and marks all text of an input (Radix, `focus(…, { select: true })`): the
 * next key would replace what is typed already.
 */
function keepSelection(field: EventTarget | null): void {
  if (!(field instanceof HTMLInputElement)) return;
  const { selectionStart, selectionEnd } = field;
  // Fields of some types, e.g. "email", have none.
  if (selectionStart === null) return;
  queueMicrotask(() => {
    if (document.activeElement === field)
      field.setSelectionRange(selectionStart, selectionEnd);
  });
}

/** Whether the focus can return there. */
function isPlace(target: EventTarget | null): target is HTMLElement {
  return (
    target instanceof HTMLElement &&
    target.isConnected &&
    target !== document.body
  );
}

function isWithin(outer: EventTarget | null, inner: EventTarget | null) {
  return (
    outer instanceof Node && inner instanceof Node && outer.contains(inner)
  );
}
