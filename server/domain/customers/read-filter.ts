import type { CustomerFilter as Asked } from "#contract/customers/customer-filter.ts";
import { speaks } from "#contract/text/vendor-locale.ts";
import { isOn } from "#contract/threads/filter-switch.ts";
import type { Sql } from "#server/db/sql.ts";
import type { FilterPart } from "#server/domain/customers/customer-filter.ts";
import { customerLocales } from "#server/domain/customers/language.ts";
import { startOfDay } from "#server/domain/settings/company.ts";

type Reader = Pick<Sql, "$queryRaw">;

const DAY_MS = 86_400_000;

/** The filter as it is asked of rows at `now`: days as times, and a language as the locales that customers have. */
export async function readFilter(
  reader: Reader,
  { open, blocked, language, ...asked }: Asked,
  now: Date,
): Promise<FilterPart> {
  const { q, channel, label, accountOwner, stage } = asked;
  const isBlocked = isOn(blocked);
  return {
    q,
    channel,
    label,
    accountOwner,
    stage,
    open: isOn(open) ?? undefined,
    blocked: isBlocked === null ? undefined : { is: isBlocked, at: now },
    locales:
      language === undefined ? undefined : await localesOf(reader, language),
    written: await spanOf(reader, asked, now),
  };
}

/** The locales of a language, as vendors and people write them. */
async function localesOf(reader: Reader, language: string): Promise<string[]> {
  const locales = await customerLocales(reader);
  return locales.filter((locale) => speaks(locale, language));
}

/** The time of the last message: the common part of all that is asked of it. Undefined: nothing is. */
async function spanOf(
  reader: Reader,
  asked: Pick<
    Asked,
    | "lastMessageWithin"
    | "lastMessageOlderThan"
    | "lastMessageFrom"
    | "lastMessageTo"
  >,
  now: Date,
): Promise<FilterPart["written"]> {
  const {
    lastMessageWithin: within,
    lastMessageOlderThan: olderThan,
    lastMessageFrom: first,
    lastMessageTo: last,
  } = asked;
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const from = [
    ...(within === undefined ? [] : [ago(within)]),
    ...(first === undefined ? [] : [await startOfDay(reader, first)]),
  ];
  const until = [
    ...(olderThan === undefined ? [] : [ago(olderThan)]),
    ...(last === undefined ? [] : [await startOfDay(reader, dayAfter(last))]),
  ];
  if (from.length + until.length === 0) return undefined;
  return {
    from: from.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null,
    until: until.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
  };
}

/** Pure. */
function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}
