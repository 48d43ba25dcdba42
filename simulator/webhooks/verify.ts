import { randomInt } from "node:crypto";
import type { SimApp, World } from "../world/model.ts";
import { PAGE_FIELDS } from "./fields.ts";

/** The callback URL's answer to Meta's verification GET. */
export type Verification = {
  ok: boolean;
  status: number | null;
  body: string;
  error: string | null;
};

const VERIFY_TIMEOUT_MS = 10_000;

/** Asks the callback URL as Meta does whenever it is saved, and saves URL,
 *  token and fields only if it answers 200 with the bare challenge. */
export async function setWebhook(
  world: World,
  app: SimApp,
  input: {
    callbackUrl: string;
    verifyToken: string;
    fields?: string[] | undefined;
  },
): Promise<Verification> {
  const result = await verify(world, input.callbackUrl, input.verifyToken);
  if (!result.ok) return result;
  app.callbackUrl = input.callbackUrl;
  app.verifyToken = input.verifyToken;
  app.fields = input.fields ?? [...PAGE_FIELDS];
  world.bus.emit({ type: "world" });
  return result;
}

async function verify(
  world: World,
  callbackUrl: string,
  verifyToken: string,
): Promise<Verification> {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const url = new URL(callbackUrl);
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.challenge", challenge);
  url.searchParams.set("hub.verify_token", verifyToken);
  try {
    const response = await fetch(url, {
      redirect: "manual",
      headers: {
        "User-Agent": "facebookplatform/1.0 (+http://developers.facebook.com)",
      },
      signal: AbortSignal.any([
        world.timers.stopping,
        AbortSignal.timeout(VERIFY_TIMEOUT_MS),
      ]),
    });
    const body = (await response.text()).slice(0, 1_000).toWellFormed();
    const ok = response.status === 200 && body === challenge;
    const error = ok
      ? null
      : response.status === 200
        ? "The answer was not the challenge."
        : `HTTP status ${response.status}.`;
    return { ok, status: response.status, body, error };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, status: null, body: "", error: text };
  }
}
