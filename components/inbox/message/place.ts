/** A bubble's place in a group of consecutive messages by one author. */
export type Place = { isFirst: boolean; isLast: boolean };
