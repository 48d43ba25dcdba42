/** Limits of one reply, in a file of their own: the composer needs no schemas. */

/** Text over the channel's limit is split at sentence ends: see contract/channels/split-text. */
export const MAX_REPLY_CHARACTERS = 20_000;
export const MAX_REPLY_FILES = 10;
