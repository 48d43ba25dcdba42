import type { RateUsage } from "#server/channels/outbound-message.ts";
import {
  errorOfStatus,
  plainError,
  readGraphError,
} from "#server/channels/meta/graph-error.ts";
import type { GraphError } from "#server/channels/meta/graph-error.ts";
import { asObject, asText, parseJson } from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";
import { isSurelyNotTaken } from "#server/channels/common/request-written.ts";
import { withoutSecrets } from "#server/channels/common/without-secrets.ts";
import { readUsage } from "#server/channels/meta/usage.ts";
import { hmacSha256Hex } from "#server/runtime/crypto.ts";
import type { Log } from "#server/runtime/log.ts";

export type GraphOptions = {
  /** `https://graph.facebook.com`, or what stands in for it. */
  baseUrl: string;
  /** `v26.0` */
  version: string;
  userAgent?: string;
  log?: Pick<Log, "debug">;
};

export type GraphCall = {
  method: "GET" | "POST" | "DELETE";
  /** After the version; each segment is encoded. */
  path: readonly string[];
  query?: Record<string, string>;
  /** Null: the call needs none. */
  token: string | null;
  /** The secret of the token's app; adds the proof. Null for an app token. */
  appSecret: string | null;
  /** Default: header. */
  tokenIn?: "header" | "query";
  body?: { json: JsonObject } | { form: FormData };
  timeoutMs?: number;
  signal?: AbortSignal;
};

export type GraphResult =
  { kind: "ok"; body: JsonObject; usage: RateUsage | null } | GraphFailure;

export type GraphFailure = GraphError & {
  kind: "failed";
  /** For `later`: not before. Null: the vendor does not say. */
  afterMs: number | null;
  usage: RateUsage | null;
};

export type Graph = {
  /** One call, one attempt. Never throws: every end of it is a result. */
  call(call: GraphCall): Promise<GraphResult>;
};

/** More than Node's own 10 s for connecting, so that an unreachable host is reported as such. */
const CALL_TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const SECOND_MS = 1000;
const TOKEN_CHARACTERS = /^[\x21-\x7e]+$/; // others cannot stand in a header
const FACEBOOK_TOKEN = /\bEAA[\w-]{20,}/g;

/**
 * The Graph API. A page or user token goes into the header and its proof (HMAC
 * of the token with the app secret) into the query, as Meta requires; neither
 * is ever logged or left in an error.
 */
export function createGraph(options: GraphOptions): Graph {
  return {
    async call(call) {
      const startedAt = performance.now();
      const result = await run(options, call);
      const { error } = result.kind === "failed" ? result : { error: null };
      options.log?.debug(
        {
          graph: `${call.method} /${call.path.join("/")}`,
          ms: Math.round(performance.now() - startedAt),
          outcome: result.kind === "failed" ? result.class : "ok",
          key: error?.key,
          code: error?.code,
          subcode: error?.subcode,
          trace: error?.trace,
        },
        "graph call",
      );
      return result;
    },
  };
}

async function run(
  options: GraphOptions,
  call: GraphCall,
): Promise<GraphResult> {
  if (call.signal?.aborted) {
    return failed(
      plainError("later", "unreachable", "Stopped before it began."),
    );
  }
  const request = toRequest(options, call);
  if (!(request instanceof Request)) return failed(request);
  try {
    return await readAnswer(await fetch(request), call);
  } catch (failure) {
    return failed(errorOfFailure(failure, call));
  }
}

/** The request, or why none can be made: then nothing was sent. */
function toRequest(
  options: GraphOptions,
  call: GraphCall,
): Request | GraphError {
  if (call.token !== null && !TOKEN_CHARACTERS.test(call.token)) {
    const words = "The token has characters that no token has.";
    return plainError("channel", "token_invalid", words);
  }
  const timeout = AbortSignal.timeout(call.timeoutMs ?? CALL_TIMEOUT_MS);
  try {
    return new Request(urlOf(options, call), {
      method: call.method,
      headers: headersOf(options, call),
      body: bodyOf(call),
      ...redirectOf(call),
      signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
    });
  } catch (failure) {
    const words = cleaned(describe(failure), call);
    return plainError("refused", "unknown", words);
  }
}

function urlOf({ baseUrl, version }: GraphOptions, call: GraphCall): URL {
  const path = [version, ...call.path].map(encodeURIComponent).join("/");
  const url = new URL(`${baseUrl.replace(/(?<!\/)\/+$/, "")}/${path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    url.searchParams.set(name, value);
  }
  if (call.appSecret !== null && call.token !== null) {
    const proof = hmacSha256Hex(call.appSecret, call.token);
    url.searchParams.set("appsecret_proof", proof);
  }
  if (call.tokenIn === "query" && call.token !== null) {
    url.searchParams.set("access_token", call.token);
  }
  return url;
}

function headersOf(options: GraphOptions, call: GraphCall): Headers {
  const headers = new Headers({
    accept: "application/json",
    "user-agent": options.userAgent ?? "Parley",
  });
  if (call.tokenIn !== "query" && call.token !== null) {
    headers.set("authorization", `Bearer ${call.token}`);
  }
  if (call.body && "json" in call.body) {
    headers.set("content-type", "application/json");
  }
  return headers;
}

/**
 * No redirect is followed: it would carry the token to wherever it points. Fetch
 * copies the body of a request that it may have to repeat, and the copy holds a
 * whole file in memory. It copies none of a request that fails at a redirect and
 * belongs to no window.
 */
function redirectOf({ body }: GraphCall): RequestInit {
  return body && "form" in body
    ? { redirect: "error", window: null }
    : { redirect: "manual" };
}

function bodyOf({ body }: GraphCall): string | FormData | null {
  if (!body) return null;
  return "json" in body ? JSON.stringify(body.json) : body.form;
}

async function readAnswer(
  response: Response,
  call: GraphCall,
): Promise<GraphResult> {
  const usage = readUsage(response.headers);
  const parsed = parseJson(await readBounded(response));
  const body = parsed.ok ? parsed.value : null;
  const found = readGraphError(body, (text) => cleaned(text, call));
  const error = found ?? (response.ok ? null : errorOfStatus(response.status));
  if (error) {
    return { ...failed(error), usage, afterMs: afterMsOf(response, usage) };
  }
  const answer = asObject(body);
  if (answer === null) {
    const words = "The answer is not a JSON object.";
    return { ...failed(plainError("uncertain", "maybe_sent", words)), usage };
  }
  return { kind: "ok", body: answer, usage };
}

/** @throws TypeError if the connection breaks. A longer response is not one of Graph's: it is cut. */
async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function afterMsOf(response: Response, usage: RateUsage | null): number | null {
  // Not documented by Meta, but any gateway on the way may send it.
  const seconds = Number(
    asText(response.headers.get("retry-after")) ?? Number.NaN,
  );
  const asked = Number.isFinite(seconds) ? Math.max(0, seconds * SECOND_MS) : 0;
  const wait = Math.max(asked, usage?.regainMs ?? 0);
  return wait > 0 ? wait : null;
}

function errorOfFailure(failure: unknown, call: GraphCall): GraphError {
  const words = cleaned(describe(failure), call);
  return isSurelyNotTaken(failure)
    ? plainError("later", "unreachable", words, true)
    : plainError("uncertain", "maybe_sent", words);
}

/** "fetch failed" alone is no help: the cause names the error. */
function describe(failure: unknown): string {
  if (!(failure instanceof Error)) return "The request failed.";
  const { cause } = failure;
  if (!(cause instanceof Error)) return `${failure.name}: ${failure.message}`;
  const code = (cause as { code?: unknown }).code;
  return `${typeof code === "string" ? code : cause.name}: ${cause.message}`;
}

/** Graph quotes tokens in some of its messages. */
function cleaned(text: string, call: GraphCall): string {
  const secrets = [
    call.token,
    call.appSecret,
    ...Object.values(call.query ?? {}),
  ];
  return withoutSecrets(text, secrets).replaceAll(FACEBOOK_TOKEN, "[redacted]");
}

function failed(error: GraphError): GraphFailure {
  return { kind: "failed", ...error, afterMs: null, usage: null };
}
