import { createHmac } from "node:crypto";
import type { ToldBySignature } from "#server/channels/channel.ts";
import {
  asId,
  asObject,
  asText,
  parseJson,
} from "#server/channels/common/json.ts";
import { constantTimeEqual } from "#server/runtime/crypto.ts";

const ALGORITHM = "HMAC-SHA256";
const FORM = /^([\w-]+)\.([\w-]+)$/;

/**
 * The form that Meta posts when a person removes the app or asks for deletion:
 * `signature.payload`, both base64url. The HMAC is over the encoded payload.
 * Source: Meta, "Data Deletion Request Callback", read 2026-11.
 * @returns null: signed with none of the secrets, by another algorithm, or no such text
 */
export function readSignedRequest(
  text: string,
  secrets: readonly string[],
): ToldBySignature | null {
  const [, signature, payload] = FORM.exec(text) ?? [];
  if (signature === undefined || payload === undefined) return null;
  let isSigned = false;
  for (const secret of secrets) {
    // Anybody could sign with an empty one. No early end: the time must not tell which secret it was.
    if (secret === "") continue;
    const hmac = createHmac("sha256", secret).update(payload);
    if (constantTimeEqual(signature, hmac.digest("base64url"))) isSigned = true;
  }
  const json = parseJson(Buffer.from(payload, "base64url"));
  const data = json.ok ? asObject(json.value) : null;
  if (!isSigned || !data) return null;
  if (asText(data["algorithm"])?.toUpperCase() !== ALGORITHM) return null;
  return {
    userId: told(asId(data["user_id"])),
    accountId: told(asId(data["profile_id"])),
  };
}

/** Meta writes 0 for a person where it means a page. */
function told(id: string | null): string | null {
  return id === "0" ? null : id;
}
