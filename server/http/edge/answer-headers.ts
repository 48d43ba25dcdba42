/**
 * On every answer that is no page: a browser that is led to one directly runs
 * nothing of it, shows it in nobody's frame and keeps no copy. An answer that
 * has good reason for another value (a file, a picture) sets its own.
 */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
