import { currentLanguage, t } from "./words.ts";

const DAY_MS = 86_400_000;

export function clock(at: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), {
    timeStyle: "short",
  }).format(at);
}

/** Between messages: "Today 14:05", "Yesterday 09:10", "12 Nov, 14:05". */
export function divider(at: number): string {
  const days = dayOf(Date.now()) - dayOf(at);
  if (days === 0) return `${t("today")} ${clock(at)}`;
  if (days === 1) return `${t("yesterday")} ${clock(at)}`;
  return new Intl.DateTimeFormat(currentLanguage(), {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(at);
}

/** In the list: the time today, else the day. */
export function brief(at: number): string {
  if (dayOf(Date.now()) === dayOf(at)) return clock(at);
  return new Intl.DateTimeFormat(currentLanguage(), {
    month: "short",
    day: "numeric",
  }).format(at);
}

function dayOf(at: number): number {
  const date = new Date(at);
  return Math.round(
    Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS,
  );
}
