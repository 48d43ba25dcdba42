import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { noteAudienceSchema } from "#contract/customers/note-audience.ts";
import { noteCategorySchema } from "#contract/customers/note-category.ts";

/** A note about a customer. Customers never see it. */
export const customerNoteSchema = z.object({
  id: idSchema,
  customerId: idSchema,
  /** `id` null: the author's account is gone. */
  author: z.object({ id: idSchema.nullable(), name: z.string() }),
  text: z.string(),
  /** The teammates whom it names with "@". */
  mentions: z.array(z.object({ id: idSchema, name: z.string() })),
  category: noteCategorySchema.nullable(),
  audience: noteAudienceSchema,
  /** The department of `audience` department; null there: it was deleted. */
  department: z.object({ id: idSchema, name: z.string() }).nullable(),
  pinned: z.boolean(),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  /** Whether the reader may change it: the author may, and supervisors who can read it. */
  mayEdit: z.boolean(),
});
export type CustomerNote = z.infer<typeof customerNoteSchema>;

export const noteReadersQuerySchema = z.object({
  audience: noteAudienceSchema.default("everyone"),
  /** For `audience` department. */
  departmentId: idSchema.optional(),
});
export type NoteReadersQuery = z.infer<typeof noteReadersQuerySchema>;

/** A teammate who could read a note about a customer, so that it can mention them. */
export const noteReaderSchema = z.object({ id: idSchema, name: z.string() });
export type NoteReader = z.infer<typeof noteReaderSchema>;
