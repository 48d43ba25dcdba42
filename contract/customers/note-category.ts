import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { LABEL_COLORS } from "#contract/customers/label-colors.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

export const MAX_NOTE_CATEGORIES = 50;

/** The subject of notes about customers, as the company names it. */
export const noteCategorySchema = z.object({
  id: idSchema,
  name: z.string(),
  color: z.string(),
});
export type NoteCategory = z.infer<typeof noteCategorySchema>;

export const createNoteCategorySchema = z.object({
  name: lineSchema({ min: 1, max: 40 }),
  color: z.enum(LABEL_COLORS).default("slate"),
});
export type CreateNoteCategory = z.infer<typeof createNoteCategorySchema>;

export const updateNoteCategorySchema = z.object({
  name: createNoteCategorySchema.shape.name.optional(),
  color: z.enum(LABEL_COLORS).optional(),
});
export type UpdateNoteCategory = z.infer<typeof updateNoteCategorySchema>;
