"use client";

import { Smile } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import {
  Popover,
  PopoverContent,
  PopoverTrigger,
} from "#components/ui/popover.tsx";

// Most replies need none: fetched when first opened.
const EmojiPicker = dynamic(
  () => import("#components/inbox/composer/emoji-picker.tsx"),
  { loading: () => <div className="h-80 w-72" /> },
);

export function EmojiButton({
  disabled = false,
  onEmoji,
}: {
  disabled?: boolean;
  onEmoji: (emoji: string) => void;
}) {
  const t = useTranslations("composer");
  return (
    <EmojiPopover
      onEmoji={onEmoji}
      trigger={
        <IconButton label={t("emoji")} disabled={disabled}>
          <Smile />
        </IconButton>
      }
    />
  );
}

/** Any emoji, from any button. */
export function EmojiPopover({
  trigger,
  onEmoji,
}: {
  trigger: ReactNode;
  onEmoji: (emoji: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent
        align="start"
        side="top"
        // The emoji's place is the text field, which takes the focus itself.
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        <EmojiPicker
          onEmoji={(emoji) => {
            setOpen(false);
            // After the popover has let go of the focus.
            requestAnimationFrame(() => onEmoji(emoji));
          }}
        />
      </PopoverContent>
    </Popover>
  );
}
