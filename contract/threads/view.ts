import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { contact } from "#contract/base/contact-data.ts";
import { lineSchema, soughtTextSchema } from "#contract/text/text-schema.ts";
import { threadFilterSchema } from "#contract/threads/thread-filter.ts";

export const MAX_OWN_VIEWS = 50;
export const MAX_VIEW_NAME_CHARACTERS = 60;

/** The agents who also have a saved view: none, the members of a queue, or the whole team. */
export const viewSharedSchema = z.union([
  z.null(),
  z.literal("everybody"),
  z.object({ queueId: idSchema }),
]);
export type ViewShared = z.infer<typeof viewSharedSchema>;

/**
 * The filter of a saved view. It can also seek words, as the search does: such
 * a view has no number, because it would cost a search at each change.
 */
export const viewFilterSchema = threadFilterSchema.extend({
  q: contact("free", soughtTextSchema.min(1)).optional(),
});
export type ViewFilter = z.infer<typeof viewFilterSchema>;

export const savedViewSchema = z.object({
  id: idSchema,
  // A view that was a search has its words as its name at first.
  name: contact("free", z.string()),
  filter: viewFilterSchema,
  shared: viewSharedSchema,
  owner: z.object({ id: idSchema, name: z.string() }),
  /** Whether the reader may change and delete it. */
  mayEdit: z.boolean(),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const createViewSchema = z.object({
  name: lineSchema({ min: 1, max: MAX_VIEW_NAME_CHARACTERS }),
  filter: viewFilterSchema.default({}),
  shared: viewSharedSchema.default(null),
});
export type CreateView = z.infer<typeof createViewSchema>;

export const updateViewSchema = z.object({
  name: createViewSchema.shape.name.optional(),
  filter: viewFilterSchema.optional(),
  shared: viewSharedSchema.optional(),
});
export type UpdateView = z.infer<typeof updateViewSchema>;

/** The number of conversations by view: the built-in ones by their key, the saved ones by their id. */
export const viewCountsSchema = z.record(z.string(), z.number().int());
export type ViewCounts = z.infer<typeof viewCountsSchema>;
