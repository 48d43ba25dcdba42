export type BackOff = {
  /** The number of failures before this wait, from 0. */
  failures: number;
  /** Milliseconds before the second attempt. */
  firstMs: number;
  /** The longest wait in milliseconds. */
  lastMs: number;
};

/** Returns the wait in milliseconds: each doubles the one before it, up to the last. Pure. */
export function backOffMs({ failures, firstMs, lastMs }: BackOff): number {
  return Math.min(firstMs * 2 ** Math.max(0, failures), lastMs);
}

/** Returns between half of it and all of it, in milliseconds: attempts that failed together must not come back together. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
