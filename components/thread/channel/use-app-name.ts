"use client";

import { useTranslations } from "next-intl";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import { useThreadChannel } from "./use-thread-channel.ts";

/** The name of another app that answers on the conversation's channel; null: not known. */
export function useAppName(threadId: string, appId: unknown): string | null {
  const t = useTranslations("thread");
  const channel = useThreadChannel(threadId);
  if (typeof appId !== "string" || !channel) return null;
  if (kindOf(channel.type).inboxApps?.includes(appId)) return t("metaInbox");
  return channel.otherApps[appId] ?? null;
}
