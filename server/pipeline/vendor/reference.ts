const PREFIX = "parley:";
const REFERENCE =
  /^parley:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The metadata of a send, which comes back in the echo. */
export function referenceOf(messageId: string): string {
  return `${PREFIX}${messageId}`;
}

/** The id of the message that an echo's metadata names; null for a message that Parley did not send. */
export function messageIdOf(metadata: string | null): string | null {
  return REFERENCE.exec(metadata ?? "")?.[1] ?? null;
}
