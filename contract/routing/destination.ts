import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";

/** A place that threads can be sent to. */
export const destinationSchema = z.object({
  type: z.enum(["agent", "queue", "ring_group"]),
  id: idSchema,
});
export type Destination = z.infer<typeof destinationSchema>;
