import type { z } from "zod";

/** A member of a request that its schema does not know. */
export type UnknownMember = {
  /** "route.open.queue" */
  path: string;
  /** The member that was probably meant; null: no member is similar. */
  meant: string | null;
};

/**
 * Finds members that the schema would drop silently: a misspelled name in a
 * change must not be answered with success. It looks into objects, lists,
 * records and their wrappers. Of a union, the alternative that knows most
 * members counts, among those that take an object. Pure; the schema itself stays lenient, because stored values
 * are read with it.
 */
export function unknownMembers(
  schema: z.ZodType,
  value: unknown,
): UnknownMember[] {
  return walk(inner(schema), value, [])
    .slice(0, MAX_REPORTED)
    .map(({ path, among }) => {
      const name = path.at(-1) ?? "";
      return { path: path.join("."), meant: likeliest(name, among) };
    });
}

const MAX_REPORTED = 20;

/** Schemas that take no object: as alternatives of a union they know no member. */
const SCALARS: ReadonlySet<string> = new Set([
  "string",
  "number",
  "boolean",
  "literal",
  "enum",
  "null",
]);

type Found = { path: Path; among: readonly string[] };

type Path = readonly string[];

function walk(schema: z.core.$ZodTypes, value: unknown, path: Path): Found[] {
  if (value === null || typeof value !== "object") return [];
  const def = schema._zod.def;
  switch (def.type) {
    case "object":
      return inObject(def, value, path);
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, index) =>
            walk(inner(def.element), item, [...path, String(index)]),
          )
        : [];
    case "record":
      return Object.entries(value).flatMap(([name, item]) =>
        walk(inner(def.valueType), item, [...path, name]),
      );
    case "union":
      return (
        def.options
          .map(inner)
          .filter((option) => !SCALARS.has(option._zod.def.type))
          .filter((option) => isMeant(def, option, value))
          .map((option) => walk(option, value, path))
          .reduce<Found[] | null>(
            (best, found) =>
              best === null || found.length < best.length ? found : best,
            null,
          ) ?? []
      );
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
    case "catch":
      return walk(inner(def.innerType), value, path);
    case "pipe":
      return walk(inner(def.in), value, path);
    default:
      return [];
  }
}

/** Whether the value names this alternative; where nothing names one, each may be meant. */
function isMeant(
  def: z.core.$ZodUnionDef & { discriminator?: string },
  option: z.core.$ZodTypes,
  value: object,
): boolean {
  if (def.discriminator === undefined) return true;
  const named = (value as Record<string, unknown>)[def.discriminator];
  const names = option._zod.propValues?.[def.discriminator];
  return names?.has(named as string) ?? true;
}

function inObject(
  { shape, catchall }: z.core.$ZodObjectDef,
  value: object,
  path: Path,
): Found[] {
  const names = Object.keys(shape);
  return Object.entries(value).flatMap(([name, item]) => {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (known) return walk(inner(known), item, [...path, name]);
    if (catchall) return [];
    return [{ path: [...path, name], among: names }];
  });
}

function inner(schema: z.core.SomeType): z.core.$ZodTypes {
  return schema as z.core.$ZodTypes;
}

const MAX_NAME_LENGTH = 40; // longer than any member; bounds the comparison

/** The name that differs by the fewest letters, if they are few. */
function likeliest(name: string, names: readonly string[]): string | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  let best: string | null = null;
  // Two letters that changed places count as two.
  const most = Math.max(2, Math.floor(name.length / 3));
  let fewest = Math.min(most, name.length - 1) + 1;
  for (const candidate of names) {
    const distance = lettersApart(name.toLowerCase(), candidate.toLowerCase());
    if (distance < fewest) [best, fewest] = [candidate, distance];
  }
  return best;
}

/** The number of letters to add, remove or change (Levenshtein). */
function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
