import { z } from "zod";
import { languageTagOf } from "#contract/text/vendor-locale.ts";

const MAX_TAG = 35;

/** A language to look for: "zh" or "zh-Hant". */
export const languageTagSchema = z
  .string()
  .max(MAX_TAG)
  .refine(
    (tag) => languageTagOf(tag) !== null,
    "Use a language tag such as zh or zh-Hant.",
  );
