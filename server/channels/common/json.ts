import { toLineAsSpelt, toStorable, truncate } from "#contract/text/text.ts";

/**
 * Reads JSON from outside: every field may be missing, of another type, or
 * hold something that a database refuses. Nothing here throws.
 */
export type JsonObject = Record<string, unknown>;

export type ParsedJson = { ok: true; value: unknown } | { ok: false };

// Integers of sixteen digits and more may be beyond 2^53; only then is the
// slow way needed. As text, which most ids are, they follow a quotation mark.
const LONG_INTEGER = /(?:^|[^"\d])\d{16}/;
const INTEGER = /^-?\d+$/;

const MAX_INTEGER = 2 ** 31 - 1;
const MAX_ID_LENGTH = 500; // the longest seen have some 200

const SECONDS_BELOW = 1e11; // as milliseconds this would be March 1973
const EARLIEST_MS = Date.UTC(2004, 0);
const LATEST_MS = Date.UTC(2100, 0);

/**
 * JSON from raw bytes. Integers that a JavaScript number cannot hold exactly
 * (ids sent as numbers) become text, digit for digit.
 */
export function parseJson(raw: Uint8Array): ParsedJson {
  try {
    const text = new TextDecoder().decode(raw);
    const value: unknown = LONG_INTEGER.test(text)
      ? parseWith(text, keepLongInteger)
      : JSON.parse(text);
    return { ok: true, value };
  } catch {
    // Not JSON, or nested too deep for any parser.
    return { ok: false };
  }
}

type SourceReviver = (
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;

// TypeScript's library does not know the reviver's third argument yet; Node
// has had it since 21.
const parseWith = JSON.parse as (
  text: string,
  reviver: SourceReviver,
) => unknown;

function keepLongInteger(
  _key: string,
  value: unknown,
  { source }: { source?: string },
): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return source !== undefined && INTEGER.test(source) ? source : value;
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

/** A list as it is; a single value as a list of one; an absent value as an empty list. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Only the objects of a list. */
export function asObjects(value: unknown): JsonObject[] {
  return asList(value)
    .map(asObject)
    .filter((item) => item !== null);
}

/**
 * Text, also from a number (ids come as both). Null for other types and for
 * empty text. Corrected where Postgres could not store it.
 */
export function asText(value: unknown): string | null {
  if (typeof value === "number") {
    return Number.isFinite(value) ? String(value) : null;
  }
  if (typeof value !== "string") return null;
  const clean = toStorable(value);
  return clean === "" ? null : clean;
}

/** An id, number or text. Null for a text that is too long to be one (and for a database index). */
export function asId(value: unknown): string | null {
  const id = asText(value)?.trim() ?? "";
  return id === "" || id.length > MAX_ID_LENGTH ? null : id;
}

/**
 * One line of text, such as a name: no line ends, control characters or
 * direction marks, at most `max` code points. Null if nothing of it can be seen.
 */
export function asLine(value: unknown, max: number): string | null {
  const line = toLineAsSpelt(asText(value) ?? "");
  return line === "" ? null : truncate(line, max);
}

/** A whole number that an integer column holds, also of text. */
export function asInteger(value: unknown): number | null {
  const number = asNumber(value);
  if (number === null || !Number.isInteger(number)) return null;
  return Math.abs(number) <= MAX_INTEGER ? number : null;
}

/** A finite number, also of text. */
export function asNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** True for true, "true" and 1. */
export function asFlag(value: unknown): boolean {
  return value === true || value === "true" || value === 1;
}

/**
 * A time in seconds or milliseconds, number or text, or in ISO form. Null for
 * other values; years outside 2004–2100 do not count.
 */
export function asTime(value: unknown): Date | null {
  const number = asNumber(value);
  const ms =
    number === null
      ? parseIso(value)
      : number < SECONDS_BELOW
        ? number * 1000
        : number;
  return ms >= EARLIEST_MS && ms < LATEST_MS ? new Date(Math.round(ms)) : null;
}

function parseIso(value: unknown): number {
  if (typeof value !== "string") return Number.NaN;
  // Graph writes the zone as +0000, which Date need not understand.
  return Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
}
