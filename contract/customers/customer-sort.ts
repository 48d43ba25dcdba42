import { z } from "zod";

/**
 * The orders of the list of customers. created: the newest customer first ·
 * last_message: the newest message first, of the conversations that the reader
 * may see · name: by name, without case and accents. Customers without a
 * message or name come last.
 */
export const customerSortSchema = z.enum(["created", "last_message", "name"]);
export type CustomerSort = z.infer<typeof customerSortSchema>;

export const DEFAULT_CUSTOMER_SORT: CustomerSort = "created";
