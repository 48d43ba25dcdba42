import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

const named = z.object({ id: z.string(), name: z.string().nullable() });

/** An ad, a link with a ref, a post or a lead form that led a customer to the company. */
export const touchSchema = z.object({
  at: timeSchema,
  /** Null for a form. */
  threadId: idSchema.nullable(),
  /** The session of the thread that it began or that was open. */
  sessionId: idSchema.nullable(),
  /** Null unless it is a form. */
  leadId: idSchema.nullable(),
  ad: named.nullable(),
  ref: z.string().nullable(),
  postId: z.string().nullable(),
  form: named.nullable(),
});
export type Touch = z.infer<typeof touchSchema>;

export const touchesSchema = z.object({
  /** Null: no touch is known. */
  first: touchSchema.nullable(),
  last: touchSchema.nullable(),
  /** The newest 100, newest first. */
  items: z.array(touchSchema),
});
export type Touches = z.infer<typeof touchesSchema>;
