import { z } from "zod";
import { contactData, type ContactKind } from "#contract/base/contact-data.ts";
import { maskContact, maskContactsIn } from "#contract/text/contact-mask.ts";

type Schema = z.core.$ZodTypes;

const MARKED_ID_LETTERS = 4; // what a neutral name ends with: "Guest 4821"
const CONTACT_FIELDS: ReadonlySet<string> = new Set(["email", "phone"]);

/**
 * The value as a role with masked contact data gets it: whatever its schema
 * marks as contact data (contract/base/contact-data.ts) is hidden but for its
 * ending. A copy where anything is marked. Pure.
 */
export function maskContacts<Value>(schema: z.ZodType, value: Value): Value {
  if (!holdsContacts(schema)) return value;
  return masked(inner(schema), value) as Value;
}

/** Members with contact data, at any depth, as `fields` of the schemas are masked. Pure. */
export function maskFields(
  fields: Record<string, unknown>,
): Record<string, unknown> {
  return MASKS.fields(fields) as Record<string, unknown>;
}

const known = new WeakMap<z.core.SomeType, boolean>();

/** Whether any part of the schema is marked as contact data. Remembered by schema. */
export function holdsContacts(schema: z.core.SomeType): boolean {
  const found = known.get(schema);
  if (found !== undefined) return found;
  known.set(schema, false); // for a schema that leads back to itself
  const holds =
    kindOf(schema) !== null || partsOf(inner(schema)).some(holdsContacts);
  known.set(schema, holds);
  return holds;
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

function masked(schema: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  const kind = kindOf(schema);
  if (kind !== null) return MASKS[kind](value);
  if (!holdsContacts(schema)) return value;
  const { def } = schema._zod;
  switch (def.type) {
    case "object":
      return inMembers(value, (item, name) =>
        Object.hasOwn(def.shape, name)
          ? masked(inner(def.shape[name] as z.core.SomeType), item)
          : item,
      );
    case "array":
      return Array.isArray(value)
        ? value.map((item) => masked(inner(def.element), item))
        : value;
    case "record":
      return inMembers(value, (item) => masked(inner(def.valueType), item));
    case "union": {
      const meant = def.options.find(
        (option) => z.safeParse(option, value).success,
      );
      return meant ? masked(inner(meant), value) : free(value);
    }
    default:
      return partsOf(schema).reduce<unknown>(
        (result, part) => masked(inner(part), result),
        value,
      );
  }
}

const MASKS: Record<ContactKind, (value: unknown) => unknown> = {
  text: (value) => maskContact(String(value)),
  id: (value) => maskContact(String(value), MARKED_ID_LETTERS),
  free,
  fields: (value) =>
    inMembers(value, (item, name) =>
      CONTACT_FIELDS.has(name) && isScalar(item)
        ? maskContact(String(item))
        : free(item),
    ),
  ids,
};

function ids(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ids);
  return inMembers(value, (item, name) =>
    name === "externalId" && isScalar(item) ? MASKS.id(item) : ids(item),
  );
}

function free(value: unknown): unknown {
  if (typeof value === "string") return maskContactsIn(value);
  if (Array.isArray(value)) return value.map(free);
  return inMembers(value, free);
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function inMembers(
  value: unknown,
  change: (item: unknown, name: string) => unknown,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, change(item, name)]),
  );
}

function kindOf(schema: z.core.SomeType): ContactKind | null {
  return contactData.get(schema as z.ZodType)?.kind ?? null;
}

function inner(schema: z.core.SomeType): Schema {
  return schema as Schema;
}
