import { shortPath } from "#contract/threads/thread-number.ts";
import { writeClipboard } from "#components/ui/controls/copy-button.tsx";

/** Copies the short address of a thread by its number. */
export function copyLink(number: number): Promise<void> {
  const link = new URL(shortPath(number), window.location.href);
  return writeClipboard(link.href);
}
