/**
 * The server's clock as this browser knows it. Times to come, an offer's end
 * say, are the server's; a laptop whose clock is a minute off must not show a
 * bar that is over before it began.
 */

// The header counts whole seconds, and the answer was on its way: less than this says nothing.
const BLUR_MS = 2_000;

let aheadMs = 0;

/** Takes note of the `date` header of an answer that has just come. */
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
