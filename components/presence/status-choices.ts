const MINUTE_MS = 60_000;

/** The lengths of time a status can be set for. */
export const SPANS = ["open", "half", "hour", "twoHours", "today"] as const;
export type StatusSpan = (typeof SPANS)[number];

/** When a status of that length ends, in the reader's zone; null: when they change it. Pure. */
export function endOfSpan(span: StatusSpan, now: Date): Date | null {
  const after = (minutes: number) =>
    new Date(now.getTime() + minutes * MINUTE_MS);
  switch (span) {
    case "open":
      return null;
    case "half":
      return after(30);
    case "hour":
      return after(60);
    case "twoHours":
      return after(120);
    case "today":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  }
}

/** The usual reasons to be away, each with its status and time. */
export const PRESETS = [
  { key: "lunch", presence: "away", span: "hour" },
  { key: "break", presence: "away", span: "half" },
  { key: "meeting", presence: "dnd", span: "hour" },
  { key: "training", presence: "dnd", span: "twoHours" },
  { key: "shiftEnd", presence: "transfer_only", span: "today" },
] as const;
