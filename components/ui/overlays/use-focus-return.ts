"use client";

import { useMemo } from "react";

/**
 * For a dialog that is opened by a key or a command, not by a trigger of its
 * own: closing gives the focus back to where it was. Spread over the content.
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
