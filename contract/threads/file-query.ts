import { z } from "zod";

export const fileQuerySchema = z.object({
  /** The console's viewer shows a PDF in a frame. Other files are not changed by it. */
  framed: z.stringbool().default(false),
});
