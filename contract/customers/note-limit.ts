/** Code points of a note about a customer. Apart from the schemas, because the inbox reads it. */
export const MAX_CUSTOMER_NOTE = 4_000;
