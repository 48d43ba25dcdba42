import type { CannedReply } from "./canned-reply.ts";

/** Whether a canned reply can be used at that time: agents find only such ones with "/". Pure. */
export function isActive(
  { activeFrom, activeUntil }: Pick<CannedReply, "activeFrom" | "activeUntil">,
  now: Date,
): boolean {
  const at = now.getTime();
  return (
    (activeFrom === null || Date.parse(activeFrom) <= at) &&
    (activeUntil === null || at < Date.parse(activeUntil))
  );
}
