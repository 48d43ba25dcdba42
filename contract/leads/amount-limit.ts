/** The largest value of a lead, in the smallest unit of its currency. */
export const MAX_AMOUNT_MINOR = 1e14;
