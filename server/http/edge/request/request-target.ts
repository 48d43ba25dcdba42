/**
 * The one spelling of a request's address, or null where it is no path (`*`,
 * an authority, a broken escape, a control sign). All code behind the edge compares only this
 * spelling: two readers that clean an address differently would be two doors
 * to one room.
 * Dots, doubled and trailing slashes, backslashes and needlessly escaped
 * letters are resolved. An escaped slash stays escaped: it is part of a name.
 * The query stays as it came.
 */
export function parseRequestTarget(raw: string): string | null {
  if (raw.length > MAX_CHARACTERS) return null;
  if (PLAIN.test(raw)) return raw;
  // Proxies may send the whole address.
  const origin = /^https?:\/\/[^/?#\\]*/i.exec(raw)?.[0] ?? "";
  const rest = raw.slice(origin.length);
  const target = origin !== "" && !rest.startsWith("/") ? `/${rest}` : rest;
  if (!target.startsWith("/")) return null;
  const end = target.search(/[?#]/);
  const path = end === -1 ? target : target.slice(0, end);
  const query = /\?[^#]*/.exec(target)?.[0] ?? "";
  const clean = cleanPath(path === "" ? "/" : path);
  return clean === null ? null : clean + query;
}

/** Node accepts 16 KB of head; no address of ours comes near. */
const MAX_CHARACTERS = 8 * 1024;

/** An address with nothing to clean: most requests, and every one of Meta's. */
const PLAIN = /^(?:\/[\w~-][\w.~-]*)+(?:\?[^#]*)?$/;

function cleanPath(path: string): string | null {
  // A character that needs no escape means the same without one.
  const unescaped = path.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const sign = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(sign) ? sign : escape;
  });
  if (!isText(unescaped)) return null;
  // After a host of our own, so that no beginning can name another.
  const { pathname } = new URL(`http://edge${unescaped}`);
  const slashes = pathname.replace(/\/{2,}/g, "/");
  return slashes === "/" ? slashes : slashes.replace(/\/$/, "");
}

/** No name of ours has a control sign, and Postgres stores none of them. */
const CONTROL_SIGN = /\p{Cc}/u;

function isText(path: string): boolean {
  try {
    return !CONTROL_SIGN.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}
