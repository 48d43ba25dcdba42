import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

export const CUSTOMER_FIELD_TYPES = [
  "text",
  "number",
  "date",
  "choice",
  "boolean",
] as const;

export const MAX_FIELD_OPTIONS = 50;

/** A field that the company has defined for all customers. */
export const customerFieldSchema = z.object({
  id: idSchema,
  /** The name of the value in `customer.fields`; it never changes. */
  key: z.string(),
  name: z.string(),
  type: z.enum(CUSTOMER_FIELD_TYPES),
  /** The options of a choice. */
  options: z.array(z.string()),
  position: z.number().int(),
  /** Only their members, and those who supervise the whole company, see the field and its values. Empty: everyone. */
  departmentIds: z.array(idSchema),
});
export type CustomerField = z.infer<typeof customerFieldSchema>;

const departmentIdsSchema = z.array(idSchema).max(100);
const optionsSchema = z
  .array(lineSchema({ min: 1, max: 80 }))
  .max(MAX_FIELD_OPTIONS)
  .refine(
    (options) => new Set(options).size === options.length,
    "Two options are the same.",
  );

export const createCustomerFieldSchema = z.object({
  name: lineSchema({ min: 1, max: 60 }),
  type: z.enum(CUSTOMER_FIELD_TYPES).default("text"),
  options: optionsSchema.default([]),
  position: z.number().int().min(0).max(1_000).default(0),
  departmentIds: departmentIdsSchema.default([]),
});
export type CreateCustomerField = z.infer<typeof createCustomerFieldSchema>;

/** The type never changes: the values are of it. */
export const updateCustomerFieldSchema = z.object({
  name: createCustomerFieldSchema.shape.name.optional(),
  options: optionsSchema.optional(),
  position: z.number().int().min(0).max(1_000).optional(),
  departmentIds: departmentIdsSchema.optional(),
});
export type UpdateCustomerField = z.infer<typeof updateCustomerFieldSchema>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a value fits a field. Null removes the value of any field. Pure. */
export function fitsField(
  { type, options }: Pick<CustomerField, "type" | "options">,
  value: unknown,
): boolean {
  if (value === null) return true;
  switch (type) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return (
        typeof value === "string" &&
        DATE.test(value) &&
        isDay(new Date(`${value}T00:00:00Z`), value)
      );
    case "choice":
      return typeof value === "string" && options.includes(value);
  }
}

// 30 February is read as a day in March.
function isDay(date: Date, text: string): boolean {
  return (
    !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
  );
}
