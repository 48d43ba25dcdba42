import { NextResponse, type NextRequest } from "next/server";
import { isLocale, LOCALE_HEADER } from "#contract/base/locales.ts";

/** Public texts: their address may name a language, for those who have no cookie. */
const PUBLIC_TEXTS =
  /^\/(?:privacy|terms|data-deletion|accessibility|legal|deletion\/[^/]+)\/?$/;

/**
 * Scripts run only with the nonce of their answer: Next puts it on its own,
 * the layouts on the few of ours, and nothing that got into a page by other
 * ways has it. Every page is made for its request anyway.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy); // where Next reads it
  headers.delete(LOCALE_HEADER);
  const { pathname, searchParams } = request.nextUrl;
  const lang = searchParams.get("lang");
  if (isLocale(lang) && PUBLIC_TEXTS.test(pathname))
    headers.set(LOCALE_HEADER, lang);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Other responses run no script and get their policy from next.config.mjs or the API.
  matcher: [
    "/((?!api(?:/|$)|webhooks/|media/|_next/|emojibase/|favicon\\.ico$|icon\\.svg$).*)",
  ],
};

/** Everything comes from here alone: no foreign script, frame, form or connection. */
function contentSecurityPolicy(nonce: string): string {
  // React tells in development what broke where by means of eval.
  const development = process.env.NODE_ENV === "development";
  const scripts = `'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ""}`;
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    // Positions and sizes stand in style attributes, which no nonce can name.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
