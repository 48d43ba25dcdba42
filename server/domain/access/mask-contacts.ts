import { z } from "zod";
import { contactData, type ContactKind } from "#contract/base/contact-data.ts";
import { maskContact, maskContactsIn } from "#contract/text/contact-mask.ts";
import { inMembers, markingBy } from "./marked-parts.ts";

const MARKED_ID_LETTERS = 4; // what a neutral name ends with: "Guest 4821"
const CONTACT_FIELDS: ReadonlySet<string> = new Set(["email", "phone"]);

/**
 * The value as a role with masked contact data gets it: whatever its schema
 * marks as contact data (contract/base/contact-data.ts) is hidden but for its
 * ending. A copy where anything is marked. Pure.
 */
export function maskContacts<Value>(schema: z.ZodType, value: Value): Value {
  return marking.change(schema, value, {
    change(part, item) {
      const kind = kindOf(part);
      return kind === null ? item : MASKS[kind](item);
    },
    otherwise: free,
  });
}

/** Members with contact data, at any depth, as `fields` of the schemas are masked. Pure. */
export function maskFields(
  fields: Record<string, unknown>,
): Record<string, unknown> {
  return MASKS.fields(fields) as Record<string, unknown>;
}

const marking = markingBy((schema) => kindOf(schema) !== null);

/** Whether any part of the schema is marked as contact data. */
export const holdsContacts = marking.holds;

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

function kindOf(schema: z.core.SomeType): ContactKind | null {
  return contactData.get(schema as z.ZodType)?.kind ?? null;
}
