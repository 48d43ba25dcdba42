import { lookup } from "node:dns/promises";
import net from "node:net";
import tls from "node:tls";
import { failed, ok, reasonOf, warning, type Check } from "./check.ts";

const TIMEOUT_MS = 10_000;
const DAY_MS = 24 * 3_600_000;
const SOON_DAYS = 14;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export type PublicUrlOptions = {
  publicUrl: string;
  /** Without a running process there is no answer to expect. */
  isRunning: boolean;
};

/** Whether vendors can reach PUBLIC_URL: https, a name that resolves, an answer, a certificate that lasts. */
export async function checkPublicUrl({
  publicUrl,
  isRunning,
}: PublicUrlOptions): Promise<Check[]> {
  const url = new URL(publicUrl);
  const resolves = await checkName(url);
  if (resolves) return [resolves];
  return [
    isRunning ? await checkAnswer(url) : notAsked(publicUrl),
    ...(url.protocol === "https:" ? [await checkCertificate(url)] : []),
  ];
}

/** Null: the name has an address. */
async function checkName({ hostname, href }: URL): Promise<Check | null> {
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ""));
    return null;
  } catch (error) {
    return failed(
      "public_url",
      `The name in PUBLIC_URL ${href} has no address: ${reasonOf(error)}.`,
      "Correct PUBLIC_URL, or create the name in your DNS.",
    );
  }
}

function notAsked(publicUrl: string): Check {
  return warning(
    "public_url",
    `PUBLIC_URL ${publicUrl} was not asked, because no process of Parley runs.`,
    "Run the doctor again once Parley runs.",
  );
}

async function checkAnswer(url: URL): Promise<Check> {
  const key = "public_url";
  const address = new URL("/api/health", url);
  const base = url.href.replace(/\/$/, "");
  try {
    const response = await fetch(address, {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status !== 200 || !isHealth(text)) {
      return failed(
        key,
        `PUBLIC_URL ${base} is answered by another program (${response.status}).`,
        "Lead PUBLIC_URL to Parley, in your DNS and your proxy.",
      );
    }
  } catch (error) {
    const { cause } = error as Error;
    return failed(
      key,
      `PUBLIC_URL ${base} does not answer: ${reasonOf(cause ?? error)}.`,
      "Check DNS, firewall and proxy: from this machine, too, PUBLIC_URL must lead to Parley.",
    );
  }
  if (url.protocol === "https:") return ok(key, `PUBLIC_URL ${base} answers.`);
  const isLocal = LOCAL.test(url.hostname);
  return warning(
    key,
    isLocal
      ? `PUBLIC_URL ${base} leads to this machine alone, so no vendor can deliver messages.`
      : `PUBLIC_URL ${base} answers without TLS, and Meta delivers by https alone.`,
    "Put a proxy with a certificate in front of Parley (see deploy/) and set PUBLIC_URL to its https address.",
  );
}

function isHealth(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown }).status === "ok";
  } catch {
    return false;
  }
}

async function checkCertificate(url: URL): Promise<Check> {
  try {
    const { validTo, refusal } = await readCertificate(url);
    return judgeCertificate({ validTo, refusal, now: new Date() });
  } catch (error) {
    return failed(
      "tls",
      `No TLS connection to ${url.host} comes about: ${reasonOf(error)}.`,
      "Check the certificate that your proxy uses.",
    );
  }
}

export type Certificate = {
  validTo: Date;
  /** Why a client refuses it; null: it is trusted. */
  refusal: string | null;
};

/** The finding for the end date of the certificate. */
export function judgeCertificate({
  validTo,
  refusal,
  now,
}: Certificate & { now: Date }): Check {
  const key = "tls";
  const until = validTo.toISOString().slice(0, 10);
  const days = Math.floor((validTo.getTime() - now.getTime()) / DAY_MS);
  if (days < 0)
    return failed(key, `The certificate ended on ${until}.`, "Renew it now.");
  if (refusal !== null) {
    return failed(
      key,
      `The certificate is not trusted: ${refusal}.`,
      "Use one of a public certificate authority, with its whole chain.",
    );
  }
  const message = `The certificate is valid until ${until}, for ${days} more days.`;
  return days < SOON_DAYS
    ? warning(key, message, "Renew it, and check why it was not renewed yet.")
    : ok(key, message);
}

function readCertificate(url: URL): Promise<Certificate> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const socket = tls.connect(
      {
        host,
        port: Number(url.port || 443),
        ...(net.isIP(host) === 0 ? { servername: host } : {}),
        rejectUnauthorized: false, // an expired one is read, too
        timeout: TIMEOUT_MS,
      },
      () => {
        const { valid_to: validTo } = socket.getPeerCertificate();
        const refusal = socket.authorized
          ? null
          : reasonOf(socket.authorizationError);
        socket.destroy();
        resolve({ validTo: new Date(validTo), refusal });
      },
    );
    socket.once("timeout", () =>
      socket.destroy(new Error("no answer in time")),
    );
    socket.once("error", reject);
  });
}
