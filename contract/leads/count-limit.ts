/** The leads of a status are counted up to here: nothing is decided by a larger number. */
export const COUNTED_LEADS = 1_000;
