"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useConnection } from "#components/live/stores/live-context.ts";
import { askToLeave } from "#components/page/unsaved.ts";
import { toast } from "#components/page/toast.ts";

/**
 * Whether to stay where one is, which it says then. Cut off, another page
 * cannot be fetched: the browser would put its own error in place of the
 * console, and of what is still to be sent.
 */
export function useMustStay(): () => boolean {
  const t = useTranslations("lamp");
  const isOffline = useConnection() === "offline";
  return useCallback(() => {
    if (isOffline) toast.warning(t("stay"), { id: "stay" });
    return isOffline;
  }, [isOffline, t]);
}

/** Goes to another page of the console, if it can be fetched and the agent gives up what is not saved. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  const mustStay = useMustStay();
  return useCallback(
    (href) => {
      const leave = () => router.push(href);
      if (!mustStay() && !askToLeave(leave)) leave();
    },
    [router, mustStay],
  );
}
