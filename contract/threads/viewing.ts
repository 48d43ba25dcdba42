import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/**
 * typing: the agent writes a reply; viewing: the thread is on their screen;
 * open: it is in a tab of theirs that is not in sight.
 */
export const threadViewerSchema = z.object({
  id: idSchema,
  name: z.string(),
  state: z.enum(["viewing", "typing", "open"]),
  since: timeSchema,
});
export type ThreadViewer = z.infer<typeof threadViewerSchema>;

export const threadViewersSchema = z.object({
  items: z.array(threadViewerSchema),
});

export const viewingSchema = z.object({
  state: z.enum(["viewing", "typing", "open", "left"]),
});
export type ViewingState = z.infer<typeof viewingSchema>["state"];

/** A screen repeats it this often while the thread is on it; a tab out of sight as often as the browser lets it. */
export const VIEWING_EVERY_MS = 20_000;
