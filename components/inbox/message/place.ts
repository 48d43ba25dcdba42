/** Where a bubble stands among those that one author said in one go. */
export type Place = { isFirst: boolean; isLast: boolean };
