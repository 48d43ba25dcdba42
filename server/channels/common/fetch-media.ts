import { request as requestHttp } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type {
  FetchedMedia,
  KeepBody,
  MediaLink,
  Missed,
} from "#server/channels/channel.ts";
import {
  checkedLookup,
  ForbiddenAddress,
  isAllowedAddress,
  isMetadataHost,
} from "./public-address.ts";
import { BrokenCoding, codingsOf, unpack, type Chunks } from "./unpack.ts";

export type FetchMediaInput = MediaLink & {
  /** For a stand-in of the vendor at a private address: http and such addresses are allowed. */
  allowPrivate: boolean;
};

const MEGABYTE = 1024 * 1024;
export const MAX_MEDIA_BYTES = 26 * MEGABYTE; // the vendor's 25 and a margin
const TOTAL_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 15_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** An expired link of the vendor's answers 403. */
const GONE = new Set([401, 403, 404, 410]);

/**
 * Fetches an attachment or a profile picture that a delivery or a profile
 * names, and passes the bytes to `keep` as they arrive. The vendor gives the
 * address, but a stranger may have chosen it: only https (or, with
 * `allowPrivate`, http), only allowed addresses, checked again at each
 * redirect, and never more bytes or time than the limits. @throws errors of
 * `keep`
 */
export async function fetchMedia<Kept>(
  input: FetchMediaInput,
  keep: KeepBody<Kept>,
): Promise<FetchedMedia<Kept>> {
  const timeout = AbortSignal.timeout(TOTAL_TIMEOUT_MS);
  const signal = input.signal
    ? AbortSignal.any([timeout, input.signal])
    : timeout;
  const response = await follow(input, signal);
  return "reason" in response
    ? response
    : read(response, input.maxBytes ?? MAX_MEDIA_BYTES, keep);
}

/** The response after all redirects, with its body unread. */
async function follow(
  input: FetchMediaInput,
  signal: AbortSignal,
): Promise<IncomingMessage | Missed> {
  let url = input.url;
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const target = checkedUrl(url, input.allowPrivate);
      if (typeof target === "string")
        return { kind: "refused", reason: target };
      const response = await open(target, input.allowPrivate, signal);
      const next = redirectOf(response, target);
      if (next === null) return response;
      response.destroy();
      url = next;
    }
  } catch (failure) {
    return failure instanceof ForbiddenAddress
      ? { kind: "refused", reason: "private_address" }
      : { kind: "later", reason: codeOf(failure) };
  }
  return { kind: "later", reason: "too_many_redirects" };
}

/** The URL if it may be fetched, else the reason why not. */
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
  if (isMetadataHost(host)) return "private_address";
  const isAddress = host.includes(":") || /^[\d.]+$/.test(host);
  if (isAddress && !isAllowedAddress(host, allowPrivate)) {
    return "private_address";
  }
  return url;
}

/** Resolves when the headers have arrived. @throws the connection's error */
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
        // A fresh connection: a pooled one may have been opened under another check.
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

async function read<Kept>(
  response: IncomingMessage,
  maxBytes: number,
  keep: KeepBody<Kept>,
): Promise<FetchedMedia<Kept>> {
  // We ask for it uncompressed, and some servers compress it all the same.
  const codings = codingsOf(response.headers["content-encoding"]);
  const refusal = refusalOf(response, maxBytes, codings);
  if (refusal || codings === null) {
    response.destroy();
    return refusal ?? UNKNOWN_CODING;
  }
  const failure: { ofBody?: unknown } = {};
  async function* body(known: string[]): Chunks {
    try {
      const packed = bounded(response, maxBytes, "body");
      yield* notEmpty(
        unpack(packed, known, (chunks) =>
          bounded(chunks, maxBytes, "unpacked"),
        ),
      );
    } catch (error) {
      failure.ofBody = error;
      throw error;
    }
  }
  try {
    return { kind: "fetched", kept: await keep(body(codings), maxBytes) };
  } catch (error) {
    if (failure.ofBody === undefined) throw error;
    return missedBy(failure.ofBody);
  } finally {
    response.destroy();
  }
}

const UNKNOWN_CODING: Missed = { kind: "later", reason: "encoded" };

/** The bytes are too many, or none. */
class UnusableBody extends Error {
  readonly missed: Missed;
  constructor(missed: Missed) {
    super(missed.reason);
    this.missed = missed;
  }
}

async function* bounded(
  chunks: Chunks,
  maxBytes: number,
  reason: string,
): Chunks {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw new UnusableBody({ kind: "too_large", reason });
    yield chunk;
  }
}

async function* notEmpty(chunks: Chunks): Chunks {
  let isEmpty = true;
  for await (const chunk of chunks) {
    isEmpty &&= chunk.length === 0;
    yield chunk;
  }
  if (isEmpty) throw new UnusableBody({ kind: "gone", reason: "empty" });
}

function missedBy(failure: unknown): Missed {
  if (failure instanceof UnusableBody) return failure.missed;
  return failure instanceof BrokenCoding
    ? { kind: "later", reason: "broken_coding" }
    : { kind: "later", reason: codeOf(failure) };
}

function refusalOf(
  { statusCode = 0, headers }: IncomingMessage,
  maxBytes: number,
  codings: string[] | null,
): Missed | null {
  const reason = `status_${statusCode}`;
  if (GONE.has(statusCode)) return { kind: "gone", reason };
  if (statusCode === 204) return { kind: "gone", reason: "empty" };
  // A redirect without an address, or an unknown refusal: a server's passing fault.
  if (statusCode !== 200) return { kind: "later", reason };
  if (codings === null) return UNKNOWN_CODING;
  const isTooLarge = Number(headers["content-length"] ?? 0) > maxBytes;
  return isTooLarge ? { kind: "too_large", reason: "content_length" } : null;
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
