import { Prisma } from "./client.ts";

/**
 * The present, in SQL, for comparing with a column that was set to `now()`:
 * one millisecond later, because such a column rounds to milliseconds, also
 * upwards. Without it, a row that is due at once is not due for half a
 * millisecond, and whoever looks then finds nothing until the next look.
 */
export const ROUNDED_NOW = Prisma.sql`now() + interval '1 millisecond'`;
