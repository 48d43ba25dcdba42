const BYTES = 16;

/** A unique key. crypto.randomUUID exists only on https and localhost; this works everywhere. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
