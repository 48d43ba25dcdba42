import { constantTimeEqual, hmacSha256Hex } from "#server/runtime/crypto.ts";

const HEADER = "x-hub-signature-256";
const PREFIX = "sha256=";

/**
 * Whether one of the app's secrets signed this delivery. More than one is
 * valid for a while after a secret was changed.
 * Only `X-Hub-Signature-256` counts. The legacy sha1 header comes beside it on
 * every delivery, so accepting it alone would only help a forger. An empty
 * secret never matches: anyone could sign with it. Source: Messenger Platform,
 * "Webhooks", read 2026-11. The HMAC is over the bytes as sent, whose
 * non-ASCII characters are escaped: never over a re-serialized JSON text.
 */
export function verifySignature(
  raw: Uint8Array,
  headers: Headers,
  secrets: readonly string[],
): boolean {
  const given = headers.get(HEADER)?.trim().toLowerCase();
  if (!given?.startsWith(PREFIX)) return false;
  let matches = false;
  for (const secret of secrets) {
    if (secret === "") continue;
    // No early end: the time must not reveal which secret matched.
    if (constantTimeEqual(given, signatureFor(raw, secret))) matches = true;
  }
  return matches;
}

/** The header's value for these bytes: `sha256=<64 lower-case hex digits>`. */
export function signatureFor(raw: Uint8Array, secret: string): string {
  return PREFIX + hmacSha256Hex(secret, raw);
}
