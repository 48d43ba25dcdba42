import { createHmac, randomBytes } from "node:crypto";
import { pause } from "./until.ts";

/** Webhook deliveries as Meta makes them: written from its documentation, with nothing of the server's. */

export type Posted = { status: number; text: string; headers: Headers };

/** Meta waits this long for an answer. */
const ANSWER_MS = 5_000;
const RETRY_MS = 100;

/** X-Hub-Signature-256: the HMAC over the bytes as they go out. */
export function signature(bytes: Uint8Array | string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`;
}

/** JSON as Meta writes it: nothing but ASCII, lower-case escapes, slashes escaped too. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    )
    .replaceAll("/", "\\/");
}

/** One POST with these bytes, signed unless other headers are given. */
export async function post(
  url: string,
  bytes: Uint8Array | string,
  headers: Record<string, string>,
): Promise<Posted> {
  const response = await fetch(url, {
    method: "POST",
    body: bytes as BodyInit,
    headers: { "content-type": "application/json", ...headers },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const { status } = response;
  return { status, text: await response.text(), headers: response.headers };
}

/**
 * Posts until it is answered with 200, as Meta does.
 * @returns every answer on the way; 0 stands for none.
 */
export async function postUntilTaken(
  url: string,
  bytes: Uint8Array | string,
  secret: string,
  withinMs = 90_000,
): Promise<number[]> {
  const headers = { "x-hub-signature-256": signature(bytes, secret) };
  const deadline = Date.now() + withinMs;
  const statuses: number[] = [];
  while (Date.now() < deadline) {
    const status = await post(url, bytes, headers).then(
      (answer) => answer.status,
      () => 0,
    );
    statuses.push(status);
    if (status === 200) return statuses;
    await pause(RETRY_MS);
  }
  throw new Error(`Never taken: ${statuses.join(" ")}`);
}

/** The envelope around `messaging` items of one page. */
export function envelope(pageId: string, items: object[], time = Date.now()) {
  return { object: "page", entry: [{ id: pageId, time, messaging: items }] };
}

export type Written = { psid: string; pageId: string; mid: string };

/** The item of a text that a customer wrote. */
export function textItem(
  { psid, pageId, mid }: Written,
  text: string,
  timestamp: number = Date.now(),
) {
  return {
    sender: { id: psid },
    recipient: { id: pageId },
    timestamp,
    message: { mid, text },
  };
}

export function newMid(): string {
  return `m_${randomBytes(24).toString("base64url")}`;
}

/** The id of a person nobody knows yet. */
export function newPsid(): string {
  return `99${BigInt(`0x${randomBytes(6).toString("hex")}`)
    .toString()
    .padStart(15, "0")}`;
}
