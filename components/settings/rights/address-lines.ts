import { z } from "zod";
import { addressListSchema } from "#contract/people/security.ts";

/** A list of addresses as it is typed: one per line, or with commas. */
export const addressLinesSchema = z.string().refine((text) => {
  const addresses = addressesOf(text);
  return addresses === null || addressListSchema.safeParse(addresses).success;
});

/** Null: the text is empty. Pure. */
export function addressesOf(text: string): string[] | null {
  const lines = text.split(/[\s,]+/u).filter((line) => line !== "");
  return lines.length === 0 ? null : lines;
}
