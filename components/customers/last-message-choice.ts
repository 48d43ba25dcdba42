"use client";

import { useLocale, useTranslations } from "next-intl";
import { shortDate } from "#components/words/times.ts";
import type { FilterTexts } from "./customer-listing.ts";

const WITHIN_DAYS = [1, 7, 30, 90];
const OLDER_DAYS = [7, 30, 90, 365];
const DAY_MS = 86_400_000;
/** The days that "between" begins with. */
const FIRST_SPAN_DAYS = 29;
const BETWEEN = "between";

const NONE = {
  lastMessageWithin: "",
  lastMessageOlderThan: "",
  lastMessageFrom: "",
  lastMessageTo: "",
};

/** Whether the last message is asked for by two days. Pure. */
export const asksForDays = ({ lastMessageFrom, lastMessageTo }: FilterTexts) =>
  lastMessageFrom !== "" || lastMessageTo !== "";

/** The chosen option. Pure. */
export function lastMessageChosen(texts: FilterTexts): string {
  if (asksForDays(texts)) return BETWEEN;
  if (texts.lastMessageWithin) return `within ${texts.lastMessageWithin}`;
  if (texts.lastMessageOlderThan)
    return `olderThan ${texts.lastMessageOlderThan}`;
  return "";
}

/** The filters of an option; it replaces what was asked of the last message before. */
export function lastMessageOf(id: string, now: Date): Partial<FilterTexts> {
  const [kind = "", days = ""] = id.split(" ");
  if (kind === "within") return { ...NONE, lastMessageWithin: days };
  if (kind === "olderThan") return { ...NONE, lastMessageOlderThan: days };
  if (kind !== BETWEEN) return NONE;
  return {
    ...NONE,
    lastMessageFrom: dayBefore(now, FIRST_SPAN_DAYS),
    lastMessageTo: dayBefore(now, 0),
  };
}

/** "2026-11-30" in the reader's own zone: the form of the address is the Swedish one. */
const dayBefore = (now: Date, days: number) =>
  new Date(now.getTime() - days * DAY_MS).toLocaleDateString("sv");

/** The options of the last message, with one for what another address asks for. */
export function useLastMessageOptions(): (
  texts: FilterTexts,
) => { id: string; name: string }[] {
  const t = useTranslations("customers.filters.lastMessages");
  return ({ lastMessageWithin, lastMessageOlderThan }) => [
    ...withOwn(WITHIN_DAYS, lastMessageWithin).map((days) => ({
      id: `within ${days}`,
      name: t("within", { days }),
    })),
    ...withOwn(OLDER_DAYS, lastMessageOlderThan).map((days) => ({
      id: `olderThan ${days}`,
      name: t("olderThan", { days }),
    })),
    { id: BETWEEN, name: t("days") },
  ];
}

function withOwn(days: readonly number[], own: string): number[] {
  const number = Number(own);
  return own === "" || days.includes(number) || Number.isNaN(number)
    ? [...days]
    : [...days, number].sort((a, b) => a - b);
}

/** Says what is asked of the last message, one text for each condition. */
export function useLastMessageWords(): (texts: FilterTexts) => string[] {
  const t = useTranslations("customers.filters.lastMessages");
  const locale = useLocale();
  // Noon is of the same day in every zone that people live in.
  const day = (text: string) => shortDate(locale, `${text}T12:00:00`);
  return ({
    lastMessageWithin,
    lastMessageOlderThan,
    lastMessageFrom,
    lastMessageTo,
  }) => {
    const words: string[] = [];
    if (lastMessageWithin)
      words.push(t("within", { days: Number(lastMessageWithin) }));
    if (lastMessageOlderThan)
      words.push(t("olderThan", { days: Number(lastMessageOlderThan) }));
    if (lastMessageFrom && lastMessageTo)
      words.push(
        t("between", { from: day(lastMessageFrom), to: day(lastMessageTo) }),
      );
    else if (lastMessageFrom)
      words.push(t("from", { from: day(lastMessageFrom) }));
    else if (lastMessageTo) words.push(t("to", { to: day(lastMessageTo) }));
    return words;
  };
}
