"use client";

import EmojiPicker from "./emoji-picker.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenPopover } from "#components/ui/overlays/popover.tsx";

/** The emoji picker over the composer. */
export default function EmojiPanel({
  onEmoji,
  ...floating
}: FloatingProps & { onEmoji: (emoji: string) => void }) {
  return (
    <OpenPopover
      {...floating}
      align="start"
      side="top"
      // The emoji's place is the text field, which takes the focus itself.
      onCloseAutoFocus={(event) => event.preventDefault()}
    >
      <EmojiPicker
        onEmoji={(emoji) => {
          floating.onClose();
          // After the popover has let go of the focus.
          requestAnimationFrame(() => onEmoji(emoji));
        }}
      />
    </OpenPopover>
  );
}
