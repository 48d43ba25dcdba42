const PREFIX = "parley:";
const REFERENCE =
  /^parley:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** What travels with a send as its metadata and comes back in the echo. */
export function referenceOf(messageId: string): string {
  return `${PREFIX}${messageId}`;
}

/** The message an echo's metadata names; null for anything we did not write. */
export function messageIdOf(metadata: string | null): string | null {
  return REFERENCE.exec(metadata ?? "")?.[1] ?? null;
}
