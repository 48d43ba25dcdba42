import { parse } from "hono/utils/cookie";
import * as nextAuthModule from "next-auth";
import type { NextAuthOptions } from "next-auth";
import { foldEmail } from "#contract/text/fold.ts";
import type { Host } from "#server/auth/host.ts";
import {
  knownDeviceSetCookie,
  readKnownDevice,
} from "#server/auth/known-device.ts";
import { authOptions, unwrap } from "#server/auth/options.ts";
import type { SignInLimit } from "#server/auth/sign-in-limit.ts";
import { OIDC } from "#server/auth/oidc.ts";

/** Answers the routes under /api/auth; null: no such route. `address` is the caller's IP. */
export type AuthHandler = (
  request: Request,
  address: string,
) => Promise<Response | null>;

type NextAuth = (
  request: unknown,
  response: unknown,
  options: NextAuthOptions,
) => Promise<unknown>;

const BASE_PATH = "/api/auth/";
/** The actions that the console's own forms use. The library's pages, and sign-in by GET, are not served. */
const ACTIONS = new Set([
  "GET csrf",
  "GET providers",
  "GET session",
  "POST callback/credentials",
  "POST signout",
]);
/** Only with an identity provider. */
const OIDC_ACTIONS = new Set([`POST signin/${OIDC}`, `GET callback/${OIDC}`]);
const UNAVAILABLE_SECONDS = 2;
const nextAuth = unwrap<NextAuth>(nextAuthModule);

/**
 * next-auth behind the fetch interface, so that the node server and a plain
 * Next host serve log-in by the same code. Attempts to sign in are counted
 * before the password is checked (sign-in-limit.ts); too many: 429.
 */
export function createAuthHandler(host: Host, limit: SignInLimit): AuthHandler {
  const { publicUrl } = host.auth;
  // The one setting that next-auth reads only from the environment.
  process.env.NEXTAUTH_URL = publicUrl;

  return async (request, address) => {
    const url = new URL(request.url);
    const action = url.pathname.slice(BASE_PATH.length).split("/");
    // Browsers may post lines for the log there; our log is about the server alone.
    if (action[0] === "_log") return new Response(null, { status: 204 });
    const name = `${request.method} ${action.join("/")}`;
    const isOidc = host.auth.oidc !== null && OIDC_ACTIONS.has(name);
    if (!ACTIONS.has(name) && !isOidc) return null;
    const body = await readForm(request);
    if (isOidc) return answerOidc(host, { request, url, action, body });
    const signsIn = request.method === "POST" && action[0] === "callback";
    const ask = { request, url, action, body };
    if (!signsIn) return answer(host, ask);

    const email = foldEmail(body.email ?? "");
    const cookies = parse(request.headers.get("cookie") ?? "");
    const device = readKnownDevice(host.auth, cookies, email);
    const key = { address, email, device };
    const failed = (error: unknown) => {
      host.context.log.error({ err: error }, "sign-in failed");
      return refusal(publicUrl, 503, "unavailable", UNAVAILABLE_SECONDS);
    };
    const taken = await limit.take(key).catch(failed);
    if (taken instanceof Response) return taken;
    const { retryAfterSeconds } = taken;
    if (retryAfterSeconds !== null) {
      return refusal(publicUrl, 429, "too_many_requests", retryAfterSeconds);
    }
    const response = await answer(host, ask).catch(failed);
    // A session cookie means that the password was right.
    if (response.ok && setsSession(response)) {
      // The session is open: an attempt that still counts must not end it.
      await limit.giveBack(key).catch((error: unknown) => {
        host.context.log.warn({ err: error }, "sign-in still counts");
      });
      if (device === null) {
        const known = knownDeviceSetCookie(host.auth, email);
        response.headers.append("set-cookie", known);
      }
    }
    return response;
  };
}

/**
 * A step of sign-in at the identity provider. Whatever fails there ends at our
 * form with one sentence; next-auth's own error pages are not served.
 */
async function answerOidc(host: Host, ask: Ask): Promise<Response> {
  const { publicUrl } = host.auth;
  const failed = `${publicUrl}/sign-in?error=sso_failed`;
  const isOwnPage = (target: string) =>
    target.startsWith(`${publicUrl}${BASE_PATH}`);
  const response = await answer(host, ask).catch((error: unknown) => {
    host.context.log.error({ err: error }, "single sign-on failed");
    return ask.request.method === "POST"
      ? Response.json({ url: failed })
      : new Response(null, { status: 302, headers: { location: failed } });
  });
  if (isOwnPage(response.headers.get("location") ?? ""))
    response.headers.set("location", failed);
  if (ask.request.method !== "POST") return response;
  const { url } = (await response.clone().json()) as { url?: string };
  return url !== undefined && isOwnPage(url)
    ? Response.json({ url: failed }, { headers: response.headers })
    : response;
}

type Ask = {
  request: Request;
  url: URL;
  action: string[];
  body: Record<string, string>;
};

/** @throws the error of a failed query */
async function answer(
  host: Host,
  { request, url, action, body }: Ask,
): Promise<Response> {
  const failures: unknown[] = [];
  const options = authOptions(host, (error) => failures.push(error));
  const recorder = recordResponse();
  await nextAuth(
    {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      cookies: parse(request.headers.get("cookie") ?? ""),
      query: { ...Object.fromEntries(url.searchParams), nextauth: action },
      body,
    },
    recorder.response,
    options,
  );
  if (failures.length > 0) throw failures[0];
  return recorder.finish();
}

/** The part of a Node response that next-auth writes to. */
function recordResponse() {
  const headers = new Headers();
  let status = 200;
  let body: string | null = null;
  const response = {
    status(code: number) {
      status = code;
      return response;
    },
    getHeader: (name: string) =>
      name.toLowerCase() === "set-cookie"
        ? headers.getSetCookie()
        : (headers.get(name) ?? undefined),
    setHeader(name: string, value: string | string[]) {
      headers.delete(name);
      for (const item of [value].flat()) headers.append(name, item);
      return response;
    },
    json(value: unknown) {
      headers.set("content-type", "application/json");
      body = JSON.stringify(value);
    },
    send(value: unknown) {
      body =
        value === undefined || typeof value === "string"
          ? (value ?? null)
          : JSON.stringify(value);
    },
    end: () => undefined,
  };
  return {
    response,
    finish: () => new Response(body, { status, headers }),
  };
}

async function readForm(request: Request): Promise<Record<string, string>> {
  if (request.method !== "POST") return {};
  // Bounded by http/edge/request/body.ts.
  const text = await request.text();
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("application/json")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, String(item)]),
    );
  } catch {
    return {};
  }
}

function setsSession(response: Response): boolean {
  return response.headers
    .getSetCookie()
    .some((cookie) => /^[\w-]*parley\.session(\.\d+)?=[^;]/.test(cookie));
}

// In the form next-auth's own client reads: the error stands in the address.
function refusal(
  publicUrl: string,
  status: number,
  error: string,
  retryAfterSeconds: number,
): Response {
  return Response.json(
    { url: `${publicUrl}/sign-in?error=${error}` },
    { status, headers: { "retry-after": String(retryAfterSeconds) } },
  );
}
