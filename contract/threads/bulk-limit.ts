/** The most threads of one bulk act. */
export const MAX_BULK_THREADS = 200;
