"use client";

import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import type { ChannelName } from "#contract/channels/channel.ts";
import { lazily } from "#components/page/lazily.ts";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

const SendLaterPanel = lazily(
  () => import("#components/inbox/composer/scheduled/send-later-panel.tsx"),
);

export function SendLaterButton({
  thread,
  channel,
  disabled,
}: {
  thread: Thread;
  channel: ChannelName;
  disabled: boolean;
}) {
  const t = useTranslations("scheduled");
  return (
    <FloatingButton
      kind="dialog"
      preload={SendLaterPanel.preload}
      button={
        <IconButton label={t("title")} disabled={disabled}>
          <CalendarClock />
        </IconButton>
      }
      panel={(floating) => (
        <SendLaterPanel {...floating} thread={thread} channel={channel} />
      )}
    />
  );
}
