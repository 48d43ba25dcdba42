import type { Holiday } from "#contract/hours/hours.ts";

/** The next holiday from `now` on, by the reader's calendar; null: none is left. Pure. */
export function nextHoliday(
  days: readonly Holiday[],
  now: Date,
): { name: string; date: string } | null {
  const two = (value: number) => String(value).padStart(2, "0");
  const monthDay = `${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const year = now.getFullYear();
  const today = `${year}-${monthDay}`;
  const coming = days
    .filter(({ date }) => date !== "")
    .map(({ name, date, until, yearly }) => {
      const end = (until ?? date).slice(5);
      if (!yearly) return { name, date, last: until ?? date };
      const inYear = end >= monthDay ? year : year + 1;
      return {
        name,
        date: `${inYear}-${date.slice(5)}`,
        last: `${inYear}-${end}`,
      };
    })
    .filter(({ last }) => last >= today)
    .sort((a, b) => a.date.localeCompare(b.date));
  const [first] = coming;
  return first ? { name: first.name, date: first.date } : null;
}
