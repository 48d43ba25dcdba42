import { z } from "zod";

/** Events of one delivery. */
export const MAX_EVENTS = 1000;

/** Text from outside, as Postgres can hold it; what is longer is cut, so that nothing is lost for its length. */
export function cutText(max: number) {
  return z.string().transform((text) =>
    text
      .replace(/\u0000/g, "")
      .toWellFormed()
      .slice(0, max),
  );
}
