import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** viewing: the thread is on the agent's screen; typing: they write a reply. */
export const threadViewerSchema = z.object({
  id: idSchema,
  name: z.string(),
  state: z.enum(["viewing", "typing"]),
  since: timeSchema,
});
export type ThreadViewer = z.infer<typeof threadViewerSchema>;

export const threadViewersSchema = z.object({
  items: z.array(threadViewerSchema),
});

export const viewingSchema = z.object({
  state: z.enum(["viewing", "typing", "left"]),
});
export type ViewingState = z.infer<typeof viewingSchema>["state"];

/** A screen repeats it this often while the thread is on it. */
export const VIEWING_EVERY_MS = 20_000;
