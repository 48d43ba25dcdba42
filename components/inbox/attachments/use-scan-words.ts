import { useTranslations } from "next-intl";
import type { Attachment } from "#contract/threads/message.ts";

/** Words for a file that the virus scanner holds back or has removed. */
export function useScanWords(): (
  scan: NonNullable<Attachment["scan"]>,
) => string {
  const t = useTranslations("thread");
  return (scan) => t(scan === "infected" ? "scanInfected" : "scanWaiting");
}
