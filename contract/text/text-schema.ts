import { z } from "zod";
import {
  countCharacters,
  isStorable,
  isVisible,
  toLine,
  toParagraphs,
  toStorable,
} from "#contract/text/text.ts";

/**
 * The types of all text in requests; the linter refuses a bare `z.string()`
 * there. Text that people write is corrected (NUL left out, half a surrogate
 * pair replaced), so that a paste never fails. Text that programs write is
 * refused with 422, because a changed key names something else. Bounds are
 * code points. A text without a visible character is empty.
 */
type Bounds = { min?: number; max: number };

/** One line that a person types: a name, a title, a reason. @see toLine */
export function lineSchema(bounds: Bounds) {
  return bounded(z.string().overwrite(toLine), bounds);
}

/** Several lines that a person types: a note, a description. @see toParagraphs */
export function paragraphsSchema(bounds: Bounds) {
  return bounded(z.string().overwrite(toParagraphs), bounds);
}

/** A text for a customer: as it was typed, except for characters that cannot be stored. */
export function messageTextSchema(bounds: Bounds) {
  return bounded(z.string().overwrite(toStorable), bounds);
}

/** A text from a program, or a secret: kept exactly, or refused. */
export function exactTextSchema(bounds: Bounds) {
  return bounded(z.string(), bounds).refine(
    isStorable,
    "It holds characters that cannot be stored.",
  );
}

/** A secret that people paste with spaces around it. */
export function pastedSecretSchema(bounds: Bounds) {
  return bounded(z.string().trim(), bounds).refine(
    isStorable,
    "It holds characters that cannot be stored.",
  );
}

/** A search text; "" finds everything. */
export const soughtTextSchema = bounded(
  z.string().overwrite((text) => {
    const storable = toStorable(text).trim();
    return isVisible(storable) ? storable : "";
  }),
  { max: 200 },
);

const MAX_JSON_DEPTH = 8;
const MAX_JSON_MEMBERS = 1_000;

/** Any JSON that a caller stores with us: its texts corrected, its depth and size bounded. */
export const keptJsonSchema = z
  .unknown()
  .check(({ value, issues }) => {
    if (isWithinBounds(value)) return;
    const message = `At most ${MAX_JSON_DEPTH} levels and ${MAX_JSON_MEMBERS} values.`;
    issues.push({ code: "custom", input: value, message });
  })
  .transform(toStorableJson);

// As zod's own min and max, so that forms find their texts, but in code points.
function bounded(schema: z.ZodString, { min, max }: Bounds): z.ZodString {
  return schema
    .check(({ value, issues }) => {
      const common = {
        origin: "string",
        inclusive: true,
        input: value,
      } as const;
      if (min !== undefined && countCharacters(value) < min)
        issues.push({ code: "too_small", minimum: min, ...common });
      if (value.length > max && countCharacters(value) > max)
        issues.push({ code: "too_big", maximum: max, ...common });
    })
    .meta({ ...(min === undefined ? {} : { minLength: min }), maxLength: max });
}

function isWithinBounds(value: unknown): boolean {
  let members = 0;
  const isWithin = (part: unknown, depth: number): boolean => {
    members += 1;
    if (members > MAX_JSON_MEMBERS || depth > MAX_JSON_DEPTH) return false;
    return (
      typeof part !== "object" ||
      part === null ||
      Object.values(part).every((inner) => isWithin(inner, depth + 1))
    );
  };
  return isWithin(value, 0);
}

function toStorableJson(value: unknown): unknown {
  if (typeof value === "string") return toStorable(value);
  if (Array.isArray(value)) return value.map(toStorableJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      toStorable(name),
      toStorableJson(inner),
    ]),
  );
}
