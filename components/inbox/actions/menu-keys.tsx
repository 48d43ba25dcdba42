"use client";

import type { KeyAction } from "#components/live/stores/key-actions.ts";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { Kbd } from "#components/ui/marks/kbd.tsx";

/** The key of an action, at the end of its menu item. */
export function MenuKeys({ of }: { of: KeyAction }) {
  const keys = useShownKey(of);
  return (
    keys && (
      <span aria-hidden className="ms-auto ps-4 text-subtle max-md:hidden">
        <Kbd>{keys}</Kbd>
      </span>
    )
  );
}
