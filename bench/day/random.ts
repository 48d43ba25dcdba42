/** A seeded generator: the same seed gives the same numbers on every machine. */
export type Random = {
  /** At least 0, below 1. */
  share(): number;
  /** Exponentially distributed. */
  exponential(mean: number): number;
  /** The time of work: two exponential steps, so that very short times are rare. */
  work(mean: number): number;
  /** A count of at least 1 with this mean (geometric). */
  count(mean: number): number;
};

/** Mulberry32: 32 bits of state, enough for tens of millions of draws that only shape a load. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function share(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const exponential = (mean: number) => -mean * Math.log(1 - share());
  return {
    share,
    exponential,
    work: (mean) => exponential(mean / 2) + exponential(mean / 2),
    count(mean) {
      if (mean <= 1) return 1;
      return 1 + Math.floor(Math.log(1 - share()) / Math.log(1 - 1 / mean));
    },
  };
}
