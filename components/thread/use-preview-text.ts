"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { previewOf } from "#components/words/preview.ts";

/** A thread's last message in one line: its author, and its text or kind. */
export function usePreviewText(): (thread: Thread) => string {
  const t = useTranslations("preview");
  const me = useMe();
  return useCallback(
    ({ lastMessage }) => {
      const words = wordsOf(lastMessage, t);
      if (!lastMessage || lastMessage.direction === "in") return words;
      const { type, id, name } = lastMessage.author;
      if (type === "agent" && id === me.id) return t("you", { words });
      return name ? t("other", { name, words }) : words;
    },
    [t, me.id],
  );
}

/** A message in one line: its text or its kind. */
export function useMessageText(): (message: Message) => string {
  const t = useTranslations("preview");
  return useCallback((message) => wordsOf(message, t), [t]);
}

function wordsOf(
  message: Message | null,
  t: ReturnType<typeof useTranslations<"preview">>,
): string {
  const preview = previewOf(message);
  switch (preview.kind) {
    case "text":
      return preview.text;
    case "attachment":
      return t(`attachments.${preview.type}`, { count: preview.count });
    case "unsent":
      return t("unsent");
    case "none":
      return message?.event?.type === "postback" ? t("tapped") : t("none");
  }
}
