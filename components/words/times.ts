import type { Locale } from "#contract/base/locales.ts";
import { languageTagOf } from "#contract/text/vendor-locale.ts";

/** Times in the reader's zone and language. Pure; formatters are kept, since making one is slow. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_DAYS = 7;

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(
  locale: string,
  date: Date,
  options: Intl.DateTimeFormatOptions,
): string {
  const key = locale + JSON.stringify(options);
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter.format(date);
}

/** Chinese has one clock everywhere, of 24 hours and two digits; zh-TW by itself would say 上午9:00 here and 09:00 there. */
const hours24 = (locale: string) =>
  locale === "en" ? {} : ({ hourCycle: "h23" } as const);
const hourAndMinute = (locale: string) =>
  ({
    hour: locale === "en" ? "numeric" : "2-digit",
    minute: "2-digit",
    ...hours24(locale),
  }) as const;

/** "14:05" or "2:05 PM", as the language has it. */
export function clockTime(locale: Locale, iso: string): string {
  return format(locale, new Date(iso), hourAndMinute(locale));
}

/** Everything, for tooltips and screen readers. */
export function fullTime(locale: Locale, iso: string): string {
  return format(locale, new Date(iso), {
    dateStyle: "full",
    timeStyle: "short",
    ...hours24(locale),
  });
}

export function shortDate(locale: Locale, iso: string): string {
  return format(locale, new Date(iso), { dateStyle: "medium" });
}

/** "Nov 24, 2026", or "Nov 24 – 30, 2026": the days from one time to before another, in a time zone. */
export function daysText(
  locale: Locale,
  { from, to, timeZone }: { from: string; to: string; timeZone: string },
): string {
  const last = new Date(Date.parse(to) - 1);
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeZone,
  }).formatRange(new Date(from), last);
}

/** "November 2026". */
export function monthText(locale: Locale, iso: string): string {
  return format(locale, new Date(iso), { year: "numeric", month: "long" });
}

export function dateAndTime(locale: Locale, iso: string): string {
  return format(locale, new Date(iso), {
    dateStyle: "medium",
    timeStyle: "short",
    ...hours24(locale),
  });
}

/** A time to come, as short as it stays clear: "14:30", "Mon 09:00", "3 Nov, 09:00". */
export function comingTime(locale: Locale, date: Date, now: Date): string {
  const days = daysBetween(now, date);
  if (days === 0) return clockTime(locale, date.toISOString());
  return format(locale, date, {
    ...(days < WEEK_DAYS
      ? { weekday: "short" }
      : { month: "short", day: "numeric" }),
    ...hourAndMinute(locale),
  });
}

/** A time to come in full: "Tue, Dec 1, 9:00 AM"; today's is the clock alone. */
export function planTime(locale: Locale, date: Date, now: Date): string {
  if (daysBetween(now, date) === 0)
    return clockTime(locale, date.toISOString());
  return format(locale, date, {
    weekday: "short",
    month: "short",
    day: "numeric",
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
    ...hourAndMinute(locale),
  });
}

/** Calendar days from `from` to `to` in the reader's zone. */
export function daysBetween(from: Date, to: Date): number {
  const start = new Date(from.getFullYear(), from.getMonth(), from.getDate());
  const end = new Date(to.getFullYear(), to.getMonth(), to.getDate());
  return Math.round((end.getTime() - start.getTime()) / DAY_MS);
}

/** A time as a list shows it: "now", "5m", "14:05", "Mon", "3 Nov". */
export type ListTime =
  | { kind: "now" }
  | { kind: "minutes"; minutes: number }
  | { kind: "text"; text: string }
  | { kind: "yesterday" };

export function listTime(locale: Locale, iso: string, now: number): ListTime {
  const date = new Date(iso);
  const age = now - date.getTime();
  if (age < MINUTE_MS) return { kind: "now" };
  if (age < HOUR_MS)
    return { kind: "minutes", minutes: Math.floor(age / MINUTE_MS) };
  const days = daysBetween(date, new Date(now));
  if (days === 0) return { kind: "text", text: clockTime(locale, iso) };
  if (days === 1) return { kind: "yesterday" };
  const text =
    days < WEEK_DAYS
      ? format(locale, date, { weekday: "short" })
      : format(locale, date, {
          month: "short",
          day: "numeric",
          ...(date.getFullYear() === new Date(now).getFullYear()
            ? {}
            : { year: "numeric" }),
        });
  return { kind: "text", text };
}

/** The words of a day line; today and yesterday have their own. */
export function dayText(locale: Locale, date: Date, now: Date): string {
  return format(locale, date, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
  });
}

/** A length of time in its largest unit: 90 min → {unit: "hours", count: 1}. */
export type Span = { unit: "minutes" | "hours" | "days"; count: number };

export function spanOf(ms: number): Span {
  const length = Math.max(0, ms);
  if (length < HOUR_MS)
    return {
      unit: "minutes",
      count: Math.max(1, Math.floor(length / MINUTE_MS)),
    };
  if (length < 2 * DAY_MS)
    return { unit: "hours", count: Math.floor(length / HOUR_MS) };
  return { unit: "days", count: Math.floor(length / DAY_MS) };
}

/** A measured length in its two largest units: "45 sec", "12 min", "3 hr 5 min", "2 days 4 hr". */
export function lengthText(locale: Locale, ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  const part = (count: number, unit: "second" | "minute" | "hour" | "day") =>
    unitText(locale, count, unit);
  if (seconds < 60) return part(seconds, "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return part(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  const [large, small] =
    hours < 48
      ? [part(hours, "hour"), minutes % 60 && part(minutes % 60, "minute")]
      : [
          part(Math.floor(hours / 24), "day"),
          hours % 24 && part(hours % 24, "hour"),
        ];
  return small === 0 ? large : `${large} ${small}`;
}

function unitText(locale: string, count: number, unit: string): string {
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
  }).format(count);
}

/** The clock on a customer's wall; `offsetHours` as Meta tells it, 5.5 say. */
export function timeAtOffset(
  locale: Locale,
  offsetHours: number,
  now: number,
): string {
  return format(locale, new Date(now + offsetHours * HOUR_MS), {
    hour: "numeric",
    minute: "2-digit",
    weekday: "short",
    timeZone: "UTC",
    ...(locale === "en" ? {} : { hourCycle: "h23" }),
  });
}

/** "zh_TW" → "中文（台灣）" in the reader's language; what is no language stays as it is. */
export function languageName(locale: Locale, vendorLocale: string): string {
  const tag = languageTagOf(vendorLocale);
  if (tag === null) return vendorLocale;
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return names.of(tag) ?? vendorLocale;
}

const KILOBYTE = 1024;
const SIZE_UNITS = ["KB", "MB", "GB"] as const;

export function fileSize(locale: Locale, bytes: number): string {
  const unit = bytes >= KILOBYTE ** 3 ? 2 : bytes >= KILOBYTE ** 2 ? 1 : 0;
  const value = Math.max(1, bytes / KILOBYTE ** (unit + 1));
  const maximumFractionDigits = unit === 0 ? 0 : 1;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value)} ${SIZE_UNITS[unit]}`;
}
