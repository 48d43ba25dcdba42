import { z } from "zod";

/**
 * The masking of a value with contact data. text: all of it · id: all of it but
 * the digits that neutral names end with · fields: the members that hold the
 * e-mail address and the phone number, and as free, with numbers that are as
 * long as a phone number · facts: the same without numbers, which are amounts ·
 * free: the addresses and numbers found in its texts, at any depth · ids:
 * members called `externalId`, at any depth · answers: of a lead, the values of those that fill the e-mail address or
 * the phone number, and as free.
 */
export type ContactKind =
  "text" | "id" | "fields" | "facts" | "free" | "ids" | "answers";

/** The schemas of answers and events that hold contact data of customers. */
export const contactData = z.registry<{ kind: ContactKind }>();

/** Marks a schema as contact data: agents whose role may not see it get it masked, wherever it is sent. */
export function contact<S extends z.ZodType>(kind: ContactKind, schema: S): S {
  contactData.add(schema, { kind });
  return schema;
}
