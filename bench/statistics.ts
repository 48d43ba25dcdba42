/** Numbers about numbers. All pure. */

/** @param share 0.5 for the median, 0.99 for p99. NaN of nothing. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(
    sorted.length - 1,
    Math.ceil(share * sorted.length) - 1,
  );
  return sorted[Math.max(0, index)] ?? Number.NaN;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

export type Spread = { median: number; low: number; high: number };

export function spread(values: number[]): Spread {
  return {
    median: median(values),
    low: Math.min(...values),
    high: Math.max(...values),
  };
}

/** The slope of the least-squares line through points [x, y]. Pure. */
export function slope(points: readonly [number, number][]): number {
  const mean = (values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const middleX = mean(points.map(([x]) => x));
  const middleY = mean(points.map(([, y]) => y));
  const rise = points.map(([x, y]) => (x - middleX) * (y - middleY));
  const run = points.map(([x]) => (x - middleX) ** 2);
  return mean(rise) / mean(run);
}
