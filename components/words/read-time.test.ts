import { expect, test } from "vitest";
import { readTime } from "#components/words/read-time.ts";

/** A Wednesday afternoon. */
const NOW = new Date(2026, 10, 25, 15, 30);
const at = (
  month: number,
  day: number,
  hour: number,
  minute = 0,
  year = 2026,
) => new Date(year, month - 1, day, hour, minute);

test.each<[string, Date]>([
  ["tomorrow 9", at(11, 26, 9)],
  ["Tomorrow at 9:15 am", at(11, 26, 9, 15)],
  ["day after tomorrow", at(11, 27, 9)],
  ["fri 3pm", at(11, 27, 15)],
  ["Friday 3", at(11, 27, 15)],
  ["wed 4pm", at(11, 25, 16)],
  ["wed 3pm", at(12, 2, 15)],
  ["next wednesday 10:00", at(12, 2, 10)],
  ["next week", at(11, 30, 9)],
  ["in 2 h", at(11, 25, 17, 30)],
  ["in half an hour", at(11, 25, 16)],
  ["90 min", at(11, 25, 17)],
  ["3 days", at(11, 28, 15, 30)],
  ["tonight", at(11, 25, 20)],
  ["tonight 9", at(11, 25, 21)],
  ["today 18:00", at(11, 25, 18)],
  ["17:45", at(11, 25, 17, 45)],
  ["9am", at(11, 26, 9)],
  ["tomorrow noon", at(11, 26, 12)],
  ["2026-12-24 10:00", at(12, 24, 10)],
  ["24 dec 10am", at(12, 24, 10)],
  ["Jan 3, 14:00", at(1, 3, 14, 0, 2027)],
  ["12/5", at(12, 5, 9)],
  ["明天9点", at(11, 26, 9)],
  ["明天下午3點半", at(11, 26, 15, 30)],
  ["明早", at(11, 26, 9)],
  ["后天 上午10点", at(11, 27, 10)],
  ["周五下午3点", at(11, 27, 15)],
  ["下週一", at(11, 30, 9)],
  ["下周", at(11, 30, 9)],
  ["２小時後", at(11, 25, 17, 30)],
  ["半小时后", at(11, 25, 16)],
  ["三天后", at(11, 28, 15, 30)],
  ["今晚8点", at(11, 25, 20)],
  ["12月24日 10:00", at(12, 24, 10)],
])("“%s” is a time", (text, expected) => {
  expect(readTime(text, NOW)?.toString()).toBe(expected.toString());
});

test.each([
  "",
  "soon",
  "today",
  "today 9",
  "tomorrow 25",
  "31 feb",
  "2020-01-01",
])("“%s” is none", (text) => {
  expect(readTime(text, NOW)).toBeNull();
});
