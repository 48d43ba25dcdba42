export type BackOff = {
  /** How often it has failed before this wait, from 0. */
  failures: number;
  /** Milliseconds before the second try. */
  firstMs: number;
  /** No wait is longer. */
  lastMs: number;
};

/** Each wait doubles the one before it, up to the last. Milliseconds. Pure. */
export function backOffMs({ failures, firstMs, lastMs }: BackOff): number {
  return Math.min(firstMs * 2 ** Math.max(0, failures), lastMs);
}

/** Between half and all of it: those that failed together must not come back together. Milliseconds. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
