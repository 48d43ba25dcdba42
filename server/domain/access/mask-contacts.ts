import type { z } from "zod";
import { contactData, type ContactKind } from "#contract/base/contact-data.ts";
import {
  isMaskedContact,
  maskContact,
  maskContactsIn,
} from "#contract/text/contact-mask.ts";
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
  fields: (value) => members(value, withNumbers),
  facts: (value) => members(value, free),
  ids,
  answers: (value) => (Array.isArray(value) ? value.map(answer) : value),
};

/** Whole in the members of the e-mail address and the phone number, by `others` in all others. */
function members(value: unknown, others: (item: unknown) => unknown): unknown {
  return inMembers(value, (item, name) =>
    CONTACT_FIELDS.has(name) && isScalar(item)
      ? maskContact(String(item))
      : others(item),
  );
}

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

/** As `free`. A number that would be masked as a text is masked, and a text then. */
function withNumbers(value: unknown): unknown {
  if (typeof value === "number") {
    const shown = maskContactsIn(String(value));
    return isMaskedContact(shown) ? shown : value;
  }
  if (Array.isArray(value)) return value.map(withNumbers);
  return typeof value === "string"
    ? maskContactsIn(value)
    : inMembers(value, withNumbers);
}

/** Whether what fills these fields is the e-mail address or the phone number. Pure. */
export function fillContact(targets: readonly string[]): boolean {
  return targets.some((target) => CONTACT_FIELDS.has(target));
}

/** The values of an answer of a lead, as the field is masked that it fills. */
function answer(value: unknown): unknown {
  const { targets = [] } = value as { targets?: string[] };
  const isContact = fillContact(targets);
  return inMembers(value, (item, name) => {
    if (name !== "values") return item;
    return isContact && Array.isArray(item)
      ? item.map((one) => maskContact(String(one)))
      : free(item);
  });
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function kindOf(schema: z.core.SomeType): ContactKind | null {
  return contactData.get(schema as z.ZodType)?.kind ?? null;
}
