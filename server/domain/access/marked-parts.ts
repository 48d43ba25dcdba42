import { z } from "zod";

type Schema = z.core.$ZodTypes;

export type Change = {
  /** The new value of a marked part. */
  change(schema: z.core.SomeType, value: unknown): unknown;
  /** The new value of a part that none of a union's schemas describes. */
  otherwise(value: unknown): unknown;
};

/** Finds and changes the parts of values whose schemas are marked. */
export type Marking = {
  /** Whether any part of the schema is marked. Remembered by schema. */
  holds(schema: z.core.SomeType): boolean;
  /** A copy of the value with its marked parts changed; the value itself where nothing is marked. */
  change<Value>(schema: z.ZodType, value: Value, how: Change): Value;
};

export function markingBy(
  isMarked: (schema: z.core.SomeType) => boolean,
): Marking {
  const known = new WeakMap<z.core.SomeType, boolean>();

  function holds(schema: z.core.SomeType): boolean {
    const found = known.get(schema);
    if (found !== undefined) return found;
    known.set(schema, false); // for a schema that leads back to itself
    const result = isMarked(schema) || partsOf(inner(schema)).some(holds);
    known.set(schema, result);
    return result;
  }

  function changed(schema: Schema, value: unknown, how: Change): unknown {
    if (value === null || value === undefined) return value;
    if (isMarked(schema)) return how.change(schema, value);
    if (!holds(schema)) return value;
    const { def } = schema._zod;
    switch (def.type) {
      case "object":
        return inMembers(value, (item, name) =>
          Object.hasOwn(def.shape, name)
            ? changed(inner(def.shape[name] as z.core.SomeType), item, how)
            : item,
        );
      case "array":
        return Array.isArray(value)
          ? value.map((item) => changed(inner(def.element), item, how))
          : value;
      case "record":
        return inMembers(value, (item) =>
          changed(inner(def.valueType), item, how),
        );
      case "union": {
        const meant = def.options.find(
          (option) => z.safeParse(option, value).success,
        );
        return meant ? changed(inner(meant), value, how) : how.otherwise(value);
      }
      default:
        return partsOf(schema).reduce<unknown>(
          (result, part) => changed(inner(part), result, how),
          value,
        );
    }
  }

  return {
    holds,
    change: <Value>(schema: z.ZodType, value: Value, how: Change) =>
      holds(schema) ? (changed(inner(schema), value, how) as Value) : value,
  };
}

/** A copy of an object with each member changed; any other value as it is. Pure. */
export function inMembers(
  value: unknown,
  change: (item: unknown, name: string) => unknown,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, change(item, name)]),
  );
}

function partsOf({ _zod: { def } }: Schema): readonly z.core.SomeType[] {
  switch (def.type) {
    case "object":
      return Object.values(def.shape);
    case "array":
      return [def.element];
    case "record":
      return [def.valueType];
    case "union":
      return def.options;
    case "intersection":
      return [def.left, def.right];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
    case "catch":
      return [def.innerType];
    case "pipe":
      return [def.out];
    default:
      return [];
  }
}

function inner(schema: z.core.SomeType): Schema {
  return schema as Schema;
}
