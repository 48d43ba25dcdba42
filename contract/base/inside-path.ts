/** Longer than any address of ours. */
const MAX_CHARACTERS = 2_000;

/**
 * Returns an address that came from outside (`from`, `callbackUrl`,
 * `returnTo`) as a path of ours, or null when it leads anywhere else. The
 * result of the URL parser decides, as it will in the browser: checking the
 * first characters misses what the parser cleans away (tabs, line breaks,
 * dots, backslashes).
 * `origin` is our own; the result begins with one slash.
 */
export function parseInsidePath(
  raw: string | null | undefined,
  origin: string,
): string | null {
  if (!raw || raw.length > MAX_CHARACTERS) return null;
  const url = insideUrl(raw, origin);
  if (!url) return null;
  const path = url.pathname + url.search + url.hash;
  // `/.//elsewhere` is a path of ours that, repeated without its origin, names a host.
  return insideUrl(path, origin)?.href === url.href ? path : null;
}

function insideUrl(address: string, origin: string): URL | null {
  if (!URL.canParse(address, origin)) return null;
  const url = new URL(address, origin);
  const isOurs = url.origin === new URL(origin).origin;
  return isOurs && url.username === "" && url.password === "" ? url : null;
}
