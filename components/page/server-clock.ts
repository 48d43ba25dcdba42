/**
 * The server's clock as this browser knows it. Future times, such as an
 * offer's end, are the server's; a laptop whose clock is a minute off must not
 * show a bar that ends before it begins.
 */

// The header counts whole seconds, and the response was on its way: a smaller difference is meaningless.
const BLUR_MS = 2_000;

let aheadMs = 0;

/** Records the `date` header of a response that has just arrived. */
export function noteServerDate(header: string | null): void {
  const at = header === null ? NaN : Date.parse(header);
  if (Number.isNaN(at)) return;
  const difference = at - Date.now();
  aheadMs = Math.abs(difference) < BLUR_MS ? 0 : difference;
}

/** Milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
