import { request as requestHttp } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { fileTypeFromBuffer } from "file-type";
import {
  checkedLookup,
  ForbiddenAddress,
  isAllowedAddress,
} from "#server/channels/meta/public-address.ts";

export type FetchMediaInput = {
  url: string;
  /** The vendor's stand-in is at a private address: http and such addresses are right. */
  allowPrivate: boolean;
  maxBytes?: number;
  signal?: AbortSignal;
};

export type FetchedMedia =
  | {
      kind: "fetched";
      bytes: Uint8Array;
      /** By content; what the sender claims is not asked. */
      mimeType: string;
      /** Without a dot. */
      extension: string;
      /** Bytes. */
      size: number;
    }
  | {
      /** gone: the link is dead · refused: never to be tried again · later: it may work. */
      kind: "gone" | "too_large" | "refused" | "later";
      /** For the log; names no path or query of the link, which is its key. */
      reason: string;
    };

const MEGABYTE = 1024 * 1024;
export const MAX_MEDIA_BYTES = 26 * MEGABYTE; // the vendor's 25 and a margin
const TOTAL_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 15_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** An expired link of the vendor's answers 403. */
const GONE = new Set([401, 403, 404, 410]);
const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;

/**
 * Fetches an attachment or a profile picture that a delivery or a profile
 * names. The address is the vendor's word, but still a stranger's: only https
 * (or, with `allowPrivate`, http), only allowed addresses, checked again at
 * each redirect, and never more bytes or time than the limits.
 */
export async function fetchMedia(
  input: FetchMediaInput,
): Promise<FetchedMedia> {
  const timeout = AbortSignal.timeout(TOTAL_TIMEOUT_MS);
  const signal = input.signal
    ? AbortSignal.any([timeout, input.signal])
    : timeout;
  let url = input.url;
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const target = checkedUrl(url, input.allowPrivate);
      if (typeof target === "string")
        return { kind: "refused", reason: target };
      const response = await open(target, input.allowPrivate, signal);
      const next = redirectOf(response, target);
      if (next === null) return await read(response, input.maxBytes);
      response.destroy();
      url = next;
    }
  } catch (failure) {
    return failure instanceof ForbiddenAddress
      ? { kind: "refused", reason: "private_address" }
      : { kind: "later", reason: codeOf(failure) };
  }
  return { kind: "refused", reason: "too_many_redirects" };
}

/** The URL if it may be asked, else why not. */
function checkedUrl(text: string, allowPrivate: boolean): URL | string {
  if (!URL.canParse(text)) return "not_a_url";
  const url = new URL(text);
  const isSecure = url.protocol === "https:";
  if (!isSecure && !(allowPrivate && url.protocol === "http:")) {
    return "not_https";
  }
  if (url.username !== "" || url.password !== "") return "has_credentials";
  if (url.port !== "" && !allowPrivate) return "unusual_port";
  const host = hostOf(url);
  const isAddress = host.includes(":") || /^[\d.]+$/.test(host);
  if (isAddress && !isAllowedAddress(host, allowPrivate)) {
    return "private_address";
  }
  return url;
}

/** Resolves when the headers are there. @throws what the connection failed with */
function open(
  url: URL,
  allowPrivate: boolean,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const sent: ClientRequest = request(
      {
        protocol: url.protocol,
        hostname: hostOf(url),
        port: url.port,
        path: url.pathname + url.search,
        method: "GET",
        headers: { "user-agent": "Parley", "accept-encoding": "identity" },
        // Never a connection that somebody else's check has opened.
        agent: false,
        lookup: checkedLookup(allowPrivate),
        timeout: IDLE_TIMEOUT_MS,
        signal,
      },
      resolve,
    );
    sent.on("timeout", () => sent.destroy(new Error("idle")));
    sent.on("error", reject);
    sent.end();
  });
}

function redirectOf(response: IncomingMessage, from: URL): string | null {
  const { statusCode = 0, headers } = response;
  if (!REDIRECTS.has(statusCode) || headers.location === undefined) return null;
  return URL.canParse(headers.location, from.href)
    ? new URL(headers.location, from.href).href
    : "";
}

async function read(
  response: IncomingMessage,
  maxBytes: number = MAX_MEDIA_BYTES,
): Promise<FetchedMedia> {
  const refusal = refusalOf(response, maxBytes);
  if (refusal) {
    response.destroy();
    return refusal;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the response.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return { kind: "too_large", reason: "body" };
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (size === 0) return { kind: "later", reason: "empty" };
  return { kind: "fetched", bytes, size, ...(await typeOf(bytes)) };
}

function refusalOf(
  { statusCode = 0, headers }: IncomingMessage,
  maxBytes: number,
): FetchedMedia | null {
  const reason = `status_${statusCode}`;
  if (GONE.has(statusCode)) return { kind: "gone", reason };
  if (
    statusCode >= 500 ||
    statusCode === TOO_MANY_REQUESTS ||
    statusCode === REQUEST_TIMEOUT
  ) {
    return { kind: "later", reason };
  }
  if (statusCode !== 200) return { kind: "refused", reason };
  // Nobody asked for a packed body; unpacking has no bound.
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") return { kind: "refused", reason: "encoded" };
  const isTooLarge = Number(headers["content-length"] ?? 0) > maxBytes;
  return isTooLarge ? { kind: "too_large", reason: "content_length" } : null;
}

/**
 * The type by the bytes. What has no known beginning is plain text if it reads
 * as such (so that HTML can do nothing), else just bytes.
 */
async function typeOf(
  bytes: Buffer,
): Promise<{ mimeType: string; extension: string }> {
  const found = await fileTypeFromBuffer(bytes);
  if (found) return { mimeType: found.mime, extension: found.ext };
  return isText(bytes)
    ? { mimeType: "text/plain", extension: "txt" }
    : { mimeType: "application/octet-stream", extension: "bin" };
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The host as a name or an address: without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function codeOf(failure: unknown): string {
  if (!(failure instanceof Error)) return "failed";
  const code = (failure as { code?: unknown }).code;
  return typeof code === "string" ? code : failure.name;
}
