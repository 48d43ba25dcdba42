import { z } from "zod";

/** Ids are opaque outside; inside they are UUIDv7 that we generate. */
export const idSchema = z.uuid();

/** ISO 8601, UTC, as every time on the wire. */
export const timeSchema = z.iso.datetime({ offset: true });

const EARLIEST_MS = Date.UTC(2000, 0);
const LATEST_MS = Date.UTC(2200, 0);

/** A time that a caller gives. Years outside 2000–2199 are mistakes, and no column holds the extremes. */
export const requestTimeSchema = timeSchema.refine((text) => {
  const ms = Date.parse(text);
  return ms >= EARLIEST_MS && ms < LATEST_MS;
}, "Use a time between the years 2000 and 2199.");
