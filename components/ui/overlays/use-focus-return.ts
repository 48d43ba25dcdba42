"use client";

import { useMemo } from "react";

/**
 * For a dialog that is opened by a key or a command, without a trigger of its
 * own: closing returns the focus to where it was. Spread over the content.
 */
export function useFocusReturn() {
  return useMemo(() => {
    let opener: Element | null = null;
    return {
      onOpenAutoFocus: () => {
        opener = document.activeElement;
      },
      onCloseAutoFocus: (event: Event) => {
        if (!(opener instanceof HTMLElement) || !opener.isConnected) return;
        event.preventDefault();
        opener.focus();
      },
    };
  }, []);
}
