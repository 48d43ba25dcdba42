"use client";

import EmojiPicker from "./emoji-picker.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenPopover } from "#components/ui/overlays/popover.tsx";

/** The emoji picker above the composer. */
export default function EmojiPanel({
  onEmoji,
  ...floating
}: FloatingProps & { onEmoji: (emoji: string) => void }) {
  return (
    <OpenPopover
      {...floating}
      align="start"
      side="top"
      // The focus goes to the text field, which receives the emoji.
      onCloseAutoFocus={(event) => event.preventDefault()}
    >
      <EmojiPicker
        onEmoji={(emoji) => {
          floating.onClose();
          // The popover has to release the focus first.
          requestAnimationFrame(() => onEmoji(emoji));
        }}
      />
    </OpenPopover>
  );
}
