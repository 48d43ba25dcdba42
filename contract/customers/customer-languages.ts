import { z } from "zod";

/** The languages that customers read, as tags: "en", "zh-Hant". */
export const customerLanguagesSchema = z.object({ items: z.array(z.string()) });
export type CustomerLanguages = z.infer<typeof customerLanguagesSchema>;
