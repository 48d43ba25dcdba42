"use client";

import { Smile } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { lazily } from "#components/page/lazily.ts";

// Most replies need no emoji, so the picker loads when the pointer comes near.
const EmojiPanel = lazily(() => import("./emoji-panel.tsx"));

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

/** The emoji picker for any button. */
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
      preload={EmojiPanel.preload}
      button={trigger}
      panel={(floating) => <EmojiPanel {...floating} onEmoji={onEmoji} />}
    />
  );
}
