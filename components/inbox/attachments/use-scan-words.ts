import { useTranslations } from "next-intl";
import type { Attachment } from "#contract/threads/message.ts";

/** What the virus scanner has to do with a file that is not shown. */
export function useScanWords(): (
  scan: NonNullable<Attachment["scan"]>,
) => string {
  const t = useTranslations("thread");
  return (scan) => t(scan === "infected" ? "scanInfected" : "scanWaiting");
}
