import { z } from "zod";

/** Ids are opaque to the outside; inside they are UUIDv7 made by us. */
export const idSchema = z.uuid();

/** ISO 8601, UTC, as every time on the wire. */
export const timeSchema = z.iso.datetime({ offset: true });
