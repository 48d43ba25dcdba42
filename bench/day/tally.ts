import { DAY_MS, MINUTE_MS } from "./company.ts";

/** The kinds of work that the product does for a day's conversations. */
export const kinds = [
  "newCustomers",
  "messages",
  "replies",
  "offers",
  "choices",
  "accepts",
  "closes",
  "presences",
  "events",
  "frames",
] as const;
export type Kind = (typeof kinds)[number];

const MINUTES = DAY_MS / MINUTE_MS;

/** Counts by kind and minute of the first day; what comes later is not counted. */
export type Tally = {
  add(kind: Kind, atMs: number, count?: number): void;
  of(kind: Kind): Float64Array;
  total(kind: Kind): number;
};

export function createTally(): Tally {
  const counts = new Map(
    kinds.map((kind) => [kind, new Float64Array(MINUTES)]),
  );
  const of = (kind: Kind) => counts.get(kind) ?? new Float64Array(MINUTES);
  return {
    of,
    add(kind, atMs, count = 1) {
      const minute = Math.floor(atMs / MINUTE_MS);
      const list = counts.get(kind);
      if (list && minute < MINUTES) list[minute] = (list[minute] ?? 0) + count;
    },
    total: (kind) => of(kind).reduce((sum, count) => sum + count, 0),
  };
}
