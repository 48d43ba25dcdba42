import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { pageOf, pageQuerySchema } from "#contract/base/page.ts";
import { foundHitSchema } from "#contract/threads/found-hits.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";
import { messageSchema } from "#contract/threads/message.ts";

export const messageQuerySchema = pageQuerySchema.extend({
  /** The messages before and after this one, itself among them. */
  around: idSchema.optional(),
});
export type MessageQuery = z.infer<typeof messageQuerySchema>;

export const messagePageSchema = pageOf(messageSchema).extend({
  /** Continues with newer messages; null where the list began with the newest. */
  prevCursor: z.string().nullable(),
});

export const threadSearchQuerySchema = z.object({ q: soughtTextSchema.min(1) });

export const threadHitsSchema = z.object({
  /** Newest first. */
  items: z.array(foundHitSchema),
  /** All of them, also those beyond the limit. */
  total: z.number().int(),
});
export type ThreadHits = z.infer<typeof threadHitsSchema>;
