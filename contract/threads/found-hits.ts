import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { pageOf } from "#contract/base/page.ts";
import { threadSchema } from "#contract/threads/thread.ts";

/** A message that contains the text of a search. */
export const foundHitSchema = z.object({
  messageId: idSchema,
  /** The found text with a few words around it. */
  snippet: z.string(),
  sentAt: timeSchema,
});
export type FoundHit = z.infer<typeof foundHitSchema>;

/** By the id of a thread, its newest message that contains the text. A thread that was found by its customer alone has none. */
export const foundHitsSchema = z.record(idSchema, foundHitSchema);
export type FoundHits = z.infer<typeof foundHitsSchema>;

/** A page of the list of threads; `hits` where a text is sought. */
export const threadPageSchema = pageOf(threadSchema).extend({
  hits: foundHitsSchema.optional(),
});
