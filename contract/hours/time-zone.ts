// Making one costs a hundred times more than using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formats a moment as the wall clock of a zone. @throws RangeError no time zone */
export function wallClockFormat(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formatters.set(timeZone, found);
  }
  return found;
}

/** Whether it is the name of an IANA time zone. Pure. */
export function isTimeZone(name: string): boolean {
  try {
    return wallClockFormat(name) !== null;
  } catch {
    return false;
  }
}
