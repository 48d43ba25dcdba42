import type { Context } from "hono";
import { GraphError } from "./errors.ts";

export type GraphFile = { name: string; mimeType: string; bytes: Uint8Array };

/** A Graph call with everything that may arrive in query, JSON, form or
 *  multipart laid together; the body wins over the query. */
export type GraphRequest = {
  method: string;
  /** `v26.0`, or null when the path names none. */
  version: string | null;
  /** Path after the version, split at slashes, decoded. */
  segments: string[];
  path: string;
  query: Record<string, string>;
  body: unknown;
  params: Record<string, unknown>;
  file: GraphFile | null;
  headers: Record<string, string>;
  tokenText: string | null;
};

export async function parseGraphRequest(c: Context): Promise<GraphRequest> {
  const url = new URL(c.req.url);
  const parts = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const version = /^v\d+\.\d+$/.test(parts[0] ?? "")
    ? (parts[0] ?? null)
    : null;
  const query = Object.fromEntries(url.searchParams);
  const { body, file } = await parseBody(c);
  const params = { ...unfold(query), ...(isRecord(body) ? body : {}) };
  return {
    method: c.req.method,
    version,
    segments: version === null ? parts : parts.slice(1),
    path: url.pathname,
    query,
    body,
    params,
    file,
    headers: Object.fromEntries(c.req.raw.headers),
    tokenText: tokenOf(params, c.req.header("authorization")),
  };
}

async function parseBody(
  c: Context,
): Promise<{ body: unknown; file: GraphFile | null }> {
  if (c.req.method === "GET" || c.req.method === "HEAD")
    return { body: null, file: null };
  const kind = c.req.header("content-type") ?? "";
  if (kind.startsWith("multipart/form-data")) return parseMultipart(c);
  const text = await c.req.text();
  if (text === "") return { body: null, file: null };
  if (kind.includes("json")) {
    try {
      return { body: JSON.parse(text) as unknown, file: null };
    } catch {
      throw new GraphError({
        code: 100,
        message: "(#100) The request body is not valid JSON.",
      });
    }
  }
  return {
    body: unfold(Object.fromEntries(new URLSearchParams(text))),
    file: null,
  };
}

async function parseMultipart(c: Context) {
  const form = await c.req.raw.formData();
  const fields: Record<string, string> = {};
  let file: GraphFile | null = null;
  for (const [name, value] of form) {
    if (typeof value === "string") fields[name] = value;
    else if (name === "filedata")
      file = {
        name: value.name,
        mimeType: value.type.split(";")[0] ?? "",
        bytes: new Uint8Array(await value.arrayBuffer()),
      };
  }
  return { body: unfold(fields), file };
}

/** Form and query values that hold JSON objects or lists are read as such. */
function unfold(fields: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, unfoldOne(value)]),
  );
}

function unfoldOne(value: string): unknown {
  if (!/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function tokenOf(
  params: Record<string, unknown>,
  authorization: string | undefined,
): string | null {
  const given = params["access_token"];
  if (typeof given === "string" && given !== "") return given;
  const match = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(authorization ?? "");
  return match?.[1] ?? null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A parameter as text; numbers count, anything else is null. */
export function textParam(
  params: Record<string, unknown>,
  name: string,
): string | null {
  const value = params[name];
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

/** Lists come as JSON arrays or as comma-separated text. */
export function listParam(
  params: Record<string, unknown>,
  name: string,
): string[] {
  const value = params[name];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "string") return [];
  return value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
