import { foldText, foldWithOffsets } from "#contract/text/fold.ts";
import { truncateStart } from "#contract/text/text.ts";

const NUMBER_LIKE = /^[+(#]?[a-z0-9][a-z0-9 ()./+-]*$/;
const COMPACT = /^[a-z]{0,8}[0-9][a-z0-9]*$/;
const [MIN_LENGTH, MAX_LENGTH, MIN_DIGITS] = [6, 24, 4];
/** A phone number with and without its country's code ends with the same digits. */
const SHARED_END = 8;
const TAIL = 4;

/** Groups of letters and digits that can be one number, and how many of each are read: as in `parley_numbers`. */
const RUN =
  /(?:(?<![a-z])[a-z]{1,8}|(?<![a-z])[a-z]{1,4}[-./ ])?[0-9][a-z0-9]*(?:[-./ ()]{1,2}[0-9][a-z0-9]*)*/g;
const [MAX_RUNS, MAX_GROUPS, MAX_JOINED] = [100, 24, 6];

/**
 * The keys under which an index has what was typed, if it is a number: an order, a phone; none: it is no number, or
 * too short. The same as `parley_numbers` of the database. Pure.
 * @param tails also those that end with the four digits that were typed
 */
export function numberKeys(typed: string, { tails = false } = {}): string[] {
  const folded = foldText(typed.trim());
  if (!NUMBER_LIKE.test(folded)) return [];
  const compact = folded.replace(/[^a-z0-9]/g, "");
  const digits = compact.replace(/[^0-9]/g, "");
  if (!COMPACT.test(compact) || digits.length < MIN_DIGITS) return [];
  const isPlain = digits === compact;
  if (compact.length < MIN_LENGTH)
    return tails && isPlain && digits.length === TAIL ? [`~${digits}`] : [];
  if (compact.length > MAX_LENGTH) return [];
  return isPlain && isLong(digits)
    ? [compact, `#${truncateStart(digits, SHARED_END)}`]
    : [compact];
}

type Range = { start: number; end: number };

/**
 * The range of a number in the text, however both are written, as offsets of
 * the text itself: [start, end). Null: what was typed is no number, or the text
 * has another. Pure.
 */
export function findNumber(text: string, typed: string): Range | null {
  const [wanted] = numberKeys(typed);
  if (wanted === undefined) return null;
  const { folded, starts, ends } = foldWithOffsets(text);
  let best: (Range & { compact: string; rank: number }) | null = null;
  for (const found of numbersIn(folded)) {
    const rank = likeness(found.compact, wanted);
    if (rank === null || (best && !isBetter({ ...found, rank }, best)))
      continue;
    best = { ...found, rank };
  }
  if (best === null) return null;
  // The sign before a country's code belongs to the number.
  const first = folded[best.start - 1] === "+" ? best.start - 1 : best.start;
  return { start: starts[first]!, end: ends[best.end - 1]! };
}

/** Each way to read neighboring groups of a folded text as one number. */
function* numbersIn(folded: string): Generator<Range & { compact: string }> {
  let runs = 0;
  for (const { 0: run, index } of folded.matchAll(RUN)) {
    if (++runs > MAX_RUNS) return;
    const groups = [...run.matchAll(/[a-z0-9]+/g)].slice(0, MAX_GROUPS);
    for (const [at, first] of groups.entries()) {
      let compact = "";
      for (const { 0: group, index: from } of groups.slice(
        at,
        at + MAX_JOINED,
      )) {
        compact += group;
        yield {
          compact,
          start: index + first.index,
          end: index + from + group.length,
        };
      }
    }
  }
}

/** 0: the same; 1: the same but for the country's code; 2: the same ending, by which the index finds it; null: another. */
function likeness(compact: string, wanted: string): number | null {
  if (compact === wanted) return 0;
  if (!isNumber(compact) || !isNumber(wanted)) return null;
  if (truncateStart(compact, SHARED_END) !== truncateStart(wanted, SHARED_END))
    return null;
  const [one, other] = [withoutZeros(compact), withoutZeros(wanted)];
  return one.endsWith(other) || other.endsWith(one) ? 1 : 2;
}

type Ranked = Range & { rank: number };

/** The longer of two numbers is better where they differ in the country's code, which it has; where they only end alike, the shorter one is. */
function isBetter(one: Ranked, best: Ranked): boolean {
  if (one.rank !== best.rank) return one.rank < best.rank;
  const longer = one.end - one.start - (best.end - best.start);
  return one.rank === 1 ? longer > 0 : longer < 0;
}

const isNumber = (compact: string) =>
  /^[0-9]+$/.test(compact) && compact.length <= MAX_LENGTH && isLong(compact);
const isLong = (digits: string) => withoutZeros(digits).length >= SHARED_END;
const withoutZeros = (digits: string) => digits.replace(/^0+/, "");
