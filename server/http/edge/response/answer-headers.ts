/**
 * The headers of every response that is not a page: a browser that opens one
 * directly runs nothing of it, shows it in no frame and keeps no copy. A
 * response with good reason for another value (a file, a picture) sets its
 * own.
 */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
