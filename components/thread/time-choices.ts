const MORNING_HOUR = 9;
const HOUR_MS = 3_600_000;
const MONDAY = 1;
const WEEK_DAYS = 7;

export type TimeChoice = {
  key: "hour" | "hours" | "tomorrow" | "monday";
  at: Date;
};

/** Common times from `now` on, in the reader's time zone. Pure. */
export function timeChoices(now: Date): TimeChoice[] {
  const morningIn = (days: number) =>
    new Date(
      now.getFullYear(),
      now.getMonth(),
      now.getDate() + days,
      MORNING_HOUR,
    );
  const toMonday = (MONDAY - now.getDay() + WEEK_DAYS) % WEEK_DAYS || WEEK_DAYS;
  return [
    { key: "hour", at: new Date(now.getTime() + HOUR_MS) },
    { key: "hours", at: new Date(now.getTime() + 3 * HOUR_MS) },
    { key: "tomorrow", at: morningIn(1) },
    { key: "monday", at: morningIn(toMonday) },
  ];
}
