/**
 * The server's clock as this browser knows it. The times that screens show, such as
 * an offer's end or the beginning of a wait, are the server's; a laptop whose
 * clock is off must not show a bar that ends before it begins, or call a new
 * customer late.
 */

// The header counts whole seconds, and the response was on its way: a smaller difference is meaningless.
const BLUR_MS = 2_000;

let aheadMs = 0;
const listeners = new Set<() => void>();

/** Records the `date` header of a response that has just arrived. */
export function noteServerDate(header: string | null): void {
  const at = header === null ? NaN : Date.parse(header);
  if (Number.isNaN(at)) return;
  const difference = at - Date.now();
  const before = aheadMs;
  aheadMs = Math.abs(difference) < BLUR_MS ? 0 : difference;
  if (Math.abs(aheadMs - before) < BLUR_MS) return;
  for (const listener of listeners) listener();
}

/** Calls the listener when the server's time turns out to be another. @returns a function that stops this */
export function onServerTime(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

/** The same as a date. */
export const serverDate = () => new Date(serverNow());
