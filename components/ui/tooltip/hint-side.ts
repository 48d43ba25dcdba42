/** Where a hint stands, seen from what it names. */
export type HintSide = "top" | "right" | "bottom" | "left";
