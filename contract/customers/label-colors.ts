/** The colors of a label's dot; each has a light and a dark shade in app/globals.css. */
export const LABEL_COLORS = [
  "slate",
  "red",
  "orange",
  "amber",
  "green",
  "teal",
  "blue",
  "violet",
  "pink",
] as const;
export type LabelColor = (typeof LABEL_COLORS)[number];

/** A color that this release does not know is gray. Pure. */
export function labelColor(color: string): LabelColor {
  return LABEL_COLORS.find((each) => each === color) ?? "slate";
}
