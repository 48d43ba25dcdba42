import { createHmac } from "node:crypto";

export type SignatureHeaders = Record<string, string>;

/** X-Hub-Signature-256 and the older SHA-1 header over the raw body bytes,
 *  keyed with the app secret; lower-case hex. */
export function signatureHeaders(
  secret: string,
  body: Uint8Array,
): SignatureHeaders {
  return {
    "X-Hub-Signature": `sha1=${hmac("sha1", secret, body)}`,
    "X-Hub-Signature-256": `sha256=${hmac("sha256", secret, body)}`,
  };
}

export function hmac(
  algorithm: "sha1" | "sha256",
  key: string,
  data: string | Uint8Array,
): string {
  return createHmac(algorithm, key).update(data).digest("hex");
}

/** `signed_request`: base64url(HMAC-SHA256 of the encoded payload) "." payload, without padding. */
export function signedRequest(
  secret: string,
  payload: Record<string, unknown>,
): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString("base64url");
  const mac = createHmac("sha256", secret).update(encoded).digest("base64url");
  return `${mac}.${encoded}`;
}
