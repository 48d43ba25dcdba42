/** Reads a time to come as people write it, in English and Chinese: "tomorrow 9", "fri 3pm", "in 2 h", "明天下午3点". */

const MINUTE_MS = 60_000;
const MORNING_HOUR = 9;
const EVENING_HOUR = 20;
const WEEK_DAYS = 7;
const MONDAY = 1;
/** A bare hour up to this one is read as the afternoon: "3" is 15:00. */
const LAST_AFTERNOON_HOUR = 6;
const NOON = 12;

const UNITS: Record<string, number> = {
  m: 1,
  h: 60,
  d: 24 * 60,
  w: WEEK_DAYS * 24 * 60,
};
const SPAN =
  /^(?:in )?(\d+(?:\.\d+)?|an?|half an) ?(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;
const SPAN_ZH =
  /^(\d+(?:\.\d+)?|[半一二两兩三四五六七八九十]) ?个?個?(分钟|分鐘|小时|小時|天|周|週)(?:之?[后後])?$/;
const ZH_UNITS: Record<string, string> = {
  分: "m",
  小: "h",
  天: "d",
  周: "w",
  週: "w",
};
const ZH_DIGITS = "〇一二三四五六七八九十";

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const ZH_WEEKDAYS = "日一二三四五六";
const MONTHS = [
  "jan",
  "feb",
  "mar",
  "apr",
  "may",
  "jun",
  "jul",
  "aug",
  "sep",
  "oct",
  "nov",
  "dec",
];

/** A day, and the hour that its name implies ("tonight"). */
type Day = { at: Date; hour?: number; isToday?: boolean };
type Clock = { hour: number; minute: number };

/** Null: it cannot be read, or it is over. In the reader's time zone. Pure. */
export function readTime(raw: string, now: Date): Date | null {
  const text = raw
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\b(?:at|on)\b|,|，/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text === "") return null;
  const at = readSpan(text, now) ?? readMoment(text, now);
  return at && at > now ? at : null;
}

function readSpan(text: string, now: Date): Date | null {
  const english = SPAN.exec(text);
  const chinese = english ? null : SPAN_ZH.exec(text);
  const [, count = "", unit = ""] = english ?? chinese ?? [];
  if (count === "") return null;
  const key = chinese ? (ZH_UNITS[unit[0] ?? ""] ?? "") : (unit[0] ?? "");
  const minutes = numberOf(count) * (UNITS[key] ?? Number.NaN);
  return Number.isFinite(minutes)
    ? new Date(now.getTime() + minutes * MINUTE_MS)
    : null;
}

function numberOf(count: string): number {
  if (count === "a" || count === "an") return 1;
  if (count === "half an" || count === "半") return 0.5;
  if (count === "两" || count === "兩") return 2;
  const digit = ZH_DIGITS.indexOf(count);
  return digit > 0 ? digit : Number(count);
}

/** A day, a time of the day, or both. */
function readMoment(text: string, now: Date): Date | null {
  for (const [pattern, dayOf] of DAYS) {
    const found = pattern.exec(text);
    if (!found) continue;
    const day = dayOf(found, now);
    if (day === null) continue;
    const rest =
      text.slice(0, found.index) + text.slice(found.index + found[0].length);
    const clock = rest.trim() === "" ? null : readClock(rest.trim(), day.hour);
    if (rest.trim() !== "" && clock === null) continue;
    if (clock === null && day.isToday && day.hour === undefined) return null;
    const at = onDay(
      day.at,
      clock ?? { hour: day.hour ?? MORNING_HOUR, minute: 0 },
    );
    // "fri 3pm" on a Friday afternoon at four: the next one.
    const isWeekday = pattern === WEEKDAY || pattern === ZH_WEEKDAY;
    return at <= now && isWeekday ? onDay(plusDays(at, WEEK_DAYS), at) : at;
  }
  const clock = readClock(text, undefined);
  if (clock === null) return null;
  const today = onDay(now, clock);
  return today > now ? today : onDay(plusDays(now, 1), clock);
}

const WEEKDAY = /\b(next )?(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b/;
const ZH_WEEKDAY = /(下)?(?:周|週|星期|礼拜|禮拜)([日天一二三四五六])/;

const DAYS: [RegExp, (found: RegExpExecArray, now: Date) => Day | null][] = [
  [/\bday after tomorrow\b|后天|後天/, (_, now) => ({ at: plusDays(now, 2) })],
  [
    /\b(?:tomorrow|tmrw?)\b|明天|明日|明(?=早|晚)/,
    (_, now) => ({ at: plusDays(now, 1) }),
  ],
  [/\btonight\b|今晚/, (_, now) => ({ at: now, hour: EVENING_HOUR })],
  [/\btoday\b|今天|今日/, (_, now) => ({ at: now, isToday: true })],
  [
    /\bnext week\b|下周(?![日天一二三四五六])|下週(?![日天一二三四五六])/,
    (_, now) => ({ at: ofNextWeek(now, MONDAY) }),
  ],
  [
    WEEKDAY,
    ([, next, name = ""], now) => weekday(WEEKDAYS.indexOf(name), !!next, now),
  ],
  [
    ZH_WEEKDAY,
    ([, next, name = ""], now) =>
      weekday(Math.max(0, ZH_WEEKDAYS.indexOf(name)), !!next, now),
  ],
  [
    /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/,
    ([, year, month, day]) => date(Number(year), Number(month), Number(day)),
  ],
  [
    /(\d{1,2})月(\d{1,2})[日号號]/,
    ([, month, day], now) => comingDate(Number(month), Number(day), now),
  ],
  [
    /\b(\d{1,2})\/(\d{1,2})\b/,
    ([, month, day], now) => comingDate(Number(month), Number(day), now),
  ],
  [
    /\b(\d{1,2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/,
    ([, day, name = ""], now) =>
      comingDate(MONTHS.indexOf(name) + 1, Number(day), now),
  ],
  [
    /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{1,2})\b/,
    ([, name = "", day], now) =>
      comingDate(MONTHS.indexOf(name) + 1, Number(day), now),
  ],
];

const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?$/;
const ZH_CLOCK =
  /^(上午|早上|早|中午|下午|晚上|晚)? ?(\d{1,2})(?:[:点點](半|\d{1,2})?分?)?$/;
const NAMED: Record<string, number> = {
  morning: MORNING_HOUR,
  noon: NOON,
  afternoon: 14,
  evening: 18,
  上午: MORNING_HOUR,
  早上: MORNING_HOUR,
  早: MORNING_HOUR,
  中午: NOON,
  下午: 14,
  晚上: EVENING_HOUR,
  晚: EVENING_HOUR,
};

function readClock(
  text: string,
  impliedHour: number | undefined,
): Clock | null {
  const named = NAMED[text];
  if (named !== undefined) return { hour: named, minute: 0 };
  const [, hours = "", minutes, half] = CLOCK.exec(text) ?? [];
  if (hours !== "") {
    const isEvening = impliedHour === EVENING_HOUR && half === undefined;
    return clock(Number(hours), Number(minutes ?? 0), {
      isLater: half === "pm" || isEvening,
      isEarlier: half === "am",
      isBare: minutes === undefined,
    });
  }
  const [, part = "", zhHours = "", zhMinutes] = ZH_CLOCK.exec(text) ?? [];
  if (zhHours === "") return null;
  return clock(
    Number(zhHours),
    zhMinutes === "半" ? 30 : Number(zhMinutes ?? 0),
    {
      isLater:
        /[下晚]|中午/.test(part) ||
        (part === "" && impliedHour === EVENING_HOUR),
      isEarlier: /[上早]/.test(part) && !/晚/.test(part),
      isBare: zhMinutes === undefined,
    },
  );
}

function clock(
  hours: number,
  minute: number,
  {
    isLater,
    isEarlier,
    isBare,
  }: { isLater: boolean; isEarlier: boolean; isBare: boolean },
): Clock | null {
  if (hours > 24 || minute > 59) return null;
  const isAfternoon =
    isLater ||
    (isBare && !isEarlier && hours >= 1 && hours <= LAST_AFTERNOON_HOUR);
  if (isAfternoon && hours < NOON) return { hour: hours + NOON, minute };
  if (isEarlier && hours === NOON) return { hour: 0, minute };
  return { hour: hours, minute };
}

function weekday(index: number, isNext: boolean, now: Date): Day {
  if (isNext) return { at: ofNextWeek(now, index) };
  const ahead = (index - now.getDay() + WEEK_DAYS) % WEEK_DAYS;
  return { at: plusDays(now, ahead) };
}

/** A weekday of the week that begins with the coming Monday. */
function ofNextWeek(now: Date, index: number): Date {
  const toMonday = (MONDAY - now.getDay() + WEEK_DAYS) % WEEK_DAYS || WEEK_DAYS;
  return plusDays(now, toMonday + ((index - MONDAY + WEEK_DAYS) % WEEK_DAYS));
}

function date(year: number, month: number, day: number): Day | null {
  const at = new Date(year, month - 1, day);
  return at.getMonth() === month - 1 && at.getDate() === day ? { at } : null;
}

/** The next day of this name: this year, or the next one. */
function comingDate(month: number, day: number, now: Date): Day | null {
  const found = date(now.getFullYear(), month, day);
  if (found === null || found.at >= onDay(now, { hour: 0, minute: 0 }))
    return found;
  return date(now.getFullYear() + 1, month, day);
}

function plusDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

function onDay(day: Date, clock: Clock | Date): Date {
  const [hour, minute] =
    clock instanceof Date
      ? [clock.getHours(), clock.getMinutes()]
      : [clock.hour, clock.minute];
  return new Date(
    day.getFullYear(),
    day.getMonth(),
    day.getDate(),
    hour,
    minute,
  );
}
