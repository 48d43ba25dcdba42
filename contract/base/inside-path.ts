/** Longer than any address of ours. */
const MAX_CHARACTERS = 2_000;

/**
 * An address that came from outside (`from`, `callbackUrl`, `returnTo`) as a
 * path of ours, or null when it leads anywhere else. Judged by what the URL
 * parser makes of it, as the browser will: a look at its first characters
 * misses what the parser cleans away (tabs, line breaks, dots, backslashes).
 *
 * `origin` is where we are; the answer begins with one slash.
 */
export function parseInsidePath(
  raw: string | null | undefined,
  origin: string,
): string | null {
  if (!raw || raw.length > MAX_CHARACTERS) return null;
  const url = insideUrl(raw, origin);
  if (!url) return null;
  const path = url.pathname + url.search + url.hash;
  // `/.//elsewhere` is a path of ours that, said again without its origin, names a host.
  return insideUrl(path, origin)?.href === url.href ? path : null;
}

function insideUrl(address: string, origin: string): URL | null {
  if (!URL.canParse(address, origin)) return null;
  const url = new URL(address, origin);
  const isOurs = url.origin === new URL(origin).origin;
  return isOurs && url.username === "" && url.password === "" ? url : null;
}
