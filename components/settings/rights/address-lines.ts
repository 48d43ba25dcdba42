import { z } from "zod";
import { addressListSchema } from "#contract/people/security.ts";

/** A list of addresses as it is typed, one per line or with commas; empty: null. */
export const addressLinesSchema = z
  .string()
  .transform((text) => {
    const lines = text.split(/[\s,]+/u).filter((line) => line !== "");
    return lines.length === 0 ? null : lines;
  })
  .pipe(addressListSchema.nullable());
