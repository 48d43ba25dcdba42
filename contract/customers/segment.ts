import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema } from "#contract/base/ids.ts";
import { customerFilterSchema } from "#contract/customers/customer-filter.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

export const MAX_OWN_SEGMENTS = 50;
export const MAX_SEGMENT_NAME_CHARACTERS = 60;

/** Counting ends here: the console shows "10,000+". */
export const MAX_SEGMENT_COUNTED = 10_000;

/** The agents who also have a segment: none, the members of a department, or the whole team. */
export const segmentSharedSchema = z.union([
  z.null(),
  z.literal("everybody"),
  z.object({ departmentId: idSchema }),
]);
export type SegmentShared = z.infer<typeof segmentSharedSchema>;

const filterSchema = customerFilterSchema.refine(
  (filter) => Object.values(filter).some((value) => value !== undefined),
  { message: "Choose at least one filter." },
);

/** Customers with something in common. Who is in it is computed each time, as far as the reader may see customers. */
export const segmentSchema = z.object({
  id: idSchema,
  // A segment that was a search has its words as its name at first.
  name: contact("free", z.string()),
  filter: customerFilterSchema,
  shared: segmentSharedSchema,
  owner: z.object({ id: idSchema, name: z.string() }),
  /** Whether the reader may change and delete it. */
  mayEdit: z.boolean(),
});
export type Segment = z.infer<typeof segmentSchema>;

export const createSegmentSchema = z.object({
  name: lineSchema({ min: 1, max: MAX_SEGMENT_NAME_CHARACTERS }),
  filter: filterSchema,
  shared: segmentSharedSchema.default(null),
});
export type CreateSegment = z.infer<typeof createSegmentSchema>;

export const updateSegmentSchema = z.object({
  name: createSegmentSchema.shape.name.optional(),
  /** All of it. */
  filter: filterSchema.optional(),
  shared: segmentSharedSchema.optional(),
});
export type UpdateSegment = z.infer<typeof updateSegmentSchema>;

export const segmentCountSchema = z.object({
  /** The customers in it that the caller may see. */
  count: z.number().int(),
  /** There are more, or may be: counting them all would take too long. */
  more: z.boolean(),
});
export type SegmentCount = z.infer<typeof segmentCountSchema>;

/** A segment in use names the rules that ask for it: `current` of the problem `in_use`. */
export type SegmentUse = { rules: { channel: string; rule: string }[] };
