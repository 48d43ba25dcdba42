import { z } from "zod";

const MIN_CHARACTERS = 16;
/** Control characters, and the replacement for bytes that are not UTF-8. */
const UNREADABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;

/** One secret, from the environment or from a file. */
export const secretSchema = z
  .string()
  .min(MIN_CHARACTERS, `must have at least ${MIN_CHARACTERS} characters`)
  .refine(
    (text) => !UNREADABLE.test(text),
    "must be plain text without control characters",
  );

/** One key, or several separated by commas, the current first. The value stays as it is; `splitKeys` splits it. */
export const keyListSchema = z
  .string()
  .refine(
    (text) =>
      splitKeys(text).every((key) => secretSchema.safeParse(key).success),
    `must be one key of at least ${MIN_CHARACTERS} plain characters, or several parted by commas`,
  );

/** The keys of a list, the current first. Pure. */
export function splitKeys(text: string): string[] {
  return text.split(",").map((key) => key.trim());
}
