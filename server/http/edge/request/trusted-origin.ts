import { EdgeError } from "#server/http/edge/response/problem.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a request that another site may have made a browser send with its
 * user's cookie. It applies only to callers with a cookie; browsers never send
 * a token on their own.
 * Every request that changes something must show one thing that a foreign page
 * cannot make: `Sec-Fetch-Site: same-origin` or our own `Origin` (browsers
 * write these), the header `X-Parley`, or a JSON content type (both need a
 * preflight, which is never granted). A foreign value of the first two is
 * always refused.
 * @throws EdgeError forged_request
 */
export function requireTrustedOrigin(
  request: Request,
  publicUrl: string,
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const isOwn =
    origin !== null &&
    isOwnOrigin(origin, request.headers.get("host"), publicUrl);
  if (origin !== null && !isOwn) throw new EdgeError("forged_request");
  if (site !== null && site !== "same-origin" && site !== "none") {
    throw new EdgeError("forged_request");
  }
  const proven =
    isOwn ||
    site === "same-origin" ||
    request.headers.has("x-parley") ||
    isJson(request.headers.get("content-type"));
  if (!proven) throw new EdgeError("forged_request");
}

/** Whether it is the configured address, or the one that the browser used. */
export function isOwnOrigin(
  origin: string,
  host: string | null | undefined,
  publicUrl: string,
): boolean {
  return (
    origin === new URL(publicUrl).origin ||
    origin === `http://${host}` ||
    origin === `https://${host}`
  );
}

function isJson(type: string | null): boolean {
  return type !== null && /^application\/json\s*(;|$)/i.test(type);
}
