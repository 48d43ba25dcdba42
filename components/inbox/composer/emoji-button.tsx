"use client";

import { Smile } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, type ReactElement } from "react";
import { FloatingButton } from "#components/ui/floating-button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

// Most replies need none: fetched when the pointer comes near.
const load = () => import("#components/inbox/composer/emoji-panel.tsx");
const EmojiPanel = lazy(load);

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
  trigger: ReactElement;
  onEmoji: (emoji: string) => void;
}) {
  return (
    <FloatingButton
      kind="dialog"
      preload={() => void load()}
      button={trigger}
      panel={(floating) => <EmojiPanel {...floating} onEmoji={onEmoji} />}
    />
  );
}
