/** The side of the element on which its hint stands. */
export type HintSide = "top" | "right" | "bottom" | "left";
