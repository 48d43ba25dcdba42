import { z } from "zod";

/** The schemas of answers and events that hold values of the company's own fields: by key, or answers of leads by what they fill. */
const ownFieldsData = z.registry<{ isOwn: true }>();

/** Marks a schema as values of own fields: agents who may not see a field get its value nowhere. */
export function ownFields<S extends z.ZodType>(schema: S): S {
  ownFieldsData.add(schema, { isOwn: true });
  return schema;
}

export function holdsOwnFields(schema: z.core.SomeType): boolean {
  return ownFieldsData.has(schema as z.ZodType);
}
