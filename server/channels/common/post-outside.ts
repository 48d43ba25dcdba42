import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import {
  checkedLookup,
  ForbiddenAddress,
  isAllowedAddress,
} from "#server/channels/common/public-address.ts";

export type OutsidePost = {
  url: string;
  body: string | Uint8Array;
  headers: Record<string, string>;
  /** Whether this installation allows private addresses and http. */
  allowPrivate: boolean;
  signal: AbortSignal;
  /** The limit of the response; a longer one counts as none. */
  maxAnswerBytes: number;
};

export type OutsideAnswer = {
  status: number;
  headers: IncomingMessage["headers"];
  /** Null: longer than allowed. */
  body: string | null;
};

/**
 * Posts JSON to an address that a user entered. Only https and public
 * addresses unless `allowPrivate`, checked when the name is looked up; a
 * redirect is a response like any other and is not followed.
 * @throws ForbiddenAddress; else the connection's error
 */
export async function postOutside(sent: OutsidePost): Promise<OutsideAnswer> {
  const url = new URL(sent.url);
  if (!mayCall(url, sent.allowPrivate))
    throw new ForbiddenAddress(url.hostname);
  const response = await send("POST", url, sent);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: await read(response, sent.maxAnswerBytes),
  };
}

/**
 * The status with which an address that a user entered answers a GET. The same
 * rules as for `postOutside`; the body is not read.
 * @throws ForbiddenAddress; else the connection's error
 */
export async function statusOutside(
  asked: Pick<OutsidePost, "url" | "allowPrivate" | "signal">,
): Promise<number> {
  const url = new URL(asked.url);
  if (!mayCall(url, asked.allowPrivate))
    throw new ForbiddenAddress(url.hostname);
  const response = await send("GET", url, { ...asked, body: "", headers: {} });
  response.destroy();
  return response.statusCode ?? 0;
}

/** Names are checked when they are looked up. */
function mayCall(url: URL, allowPrivate: boolean): boolean {
  if (url.protocol !== "https:" && !allowPrivate) return false;
  const host = hostOf(url);
  return isIP(host) === 0 || isAllowedAddress(host, allowPrivate);
}

/** Resolves when the headers have arrived. @throws the connection's error */
function send(
  method: "GET" | "POST",
  url: URL,
  sent: Omit<OutsidePost, "maxAnswerBytes">,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const asking = request(
      {
        protocol: url.protocol,
        hostname: hostOf(url),
        port: url.port,
        path: url.pathname + url.search,
        method,
        headers: {
          ...(method === "GET"
            ? {}
            : {
                "content-type": "application/json",
                "content-length": String(Buffer.byteLength(sent.body)),
              }),
          "user-agent": "Parley",
          "accept-encoding": "identity",
          ...sent.headers,
        },
        // A fresh connection: a pooled one may have been opened under another check.
        agent: false,
        lookup: checkedLookup(sent.allowPrivate),
        signal: sent.signal,
      },
      resolve,
    );
    asking.on("error", reject);
    asking.end(method === "GET" ? undefined : sent.body);
  });
}

/** Null: longer than allowed. @throws at the time-out */
async function read(
  response: IncomingMessage,
  maxBytes: number,
): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the response.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The host as a name or an address: without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}
