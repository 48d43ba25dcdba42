import { z } from "zod";

/** A filter that is on or off: in a query a text, in what is saved a boolean. */
export const switchSchema = z.union([z.boolean(), z.enum(["true", "false"])]);
