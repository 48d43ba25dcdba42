import type { ProblemDetails } from "#contract/base/problem.ts";
import { noteServerDate } from "#components/page/server-clock.ts";

/**
 * The REST API as the console calls it: same origin, by the session's cookie.
 * The header on changing calls is what a foreign page cannot send.
 */
const ROOT = "/api/v1";
const REQUEST_TIMEOUT_MS = 20_000;

export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** A response that is not a success. `code` is the key of its text: messages/*.json, "errors". */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: NonNullable<ProblemDetails["errors"]>;
  readonly current: unknown;
  /** By which the operator finds the request in the log; null where the server gave none. */
  readonly requestId: string | null;

  constructor(
    problem: Partial<ProblemDetails> & {
      status: number;
      requestId?: string | null;
    },
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`);
    this.name = "ApiError";
    this.status = problem.status;
    this.code = problem.code ?? (problem.status >= 500 ? "server" : "unknown");
    this.detail = problem.detail ?? problem.title ?? "";
    this.errors = problem.errors ?? [];
    this.current = problem.current;
    this.requestId = problem.requestId ?? null;
  }
}

/** No response at all: it is unknown whether the server acted. */
export class NetworkError extends Error {
  readonly code = "network";
}

export type ApiOptions = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  query?: Record<string, string | number | boolean | undefined>;
  signal?: AbortSignal;
  /** The call outlives the page; for a last word when it closes. */
  keepalive?: boolean;
};

/** The header with the id that the server gave a request. */
export const REQUEST_ID = "x-request-id";

/** @throws ApiError, NetworkError */
export async function api<Answer>(
  path: string,
  { method = "GET", body, query, signal, keepalive = false }: ApiOptions = {},
): Promise<Answer> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const response = await attempt(() =>
    fetch(apiUrl(path, query), {
      method,
      credentials: "same-origin",
      keepalive,
      headers: {
        accept: "application/json",
        ...(method === "GET" ? {} : { "x-parley": "1" }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }),
  );
  noteServerDate(response.headers.get("date"));
  return readAnswer<Answer>(
    response.status,
    () => response.text(),
    response.headers.get(REQUEST_ID),
  );
}

export function apiUrl(path: string, query: ApiOptions["query"] = {}): string {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString();
  return `${ROOT}${path}${search && `?${search}`}`;
}

async function attempt(call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError")
      throw error;
    throw new NetworkError("No answer", { cause: error });
  }
}

/** For fetch and XMLHttpRequest alike. */
export async function readAnswer<Answer>(
  status: number,
  text: () => Promise<string>,
  requestId: string | null,
): Promise<Answer> {
  const body = parseJson(await text().catch(() => ""));
  if (status >= 200 && status < 300) return body as Answer;
  throw new ApiError({
    ...(isRecord(body) ? (body as Partial<ProblemDetails>) : {}),
    status,
    requestId,
  });
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
