import { z } from "zod";
import { ownerOf } from "#scripts/demo/sign-in.ts";
import { startStack } from "#scripts/demo/stack.ts";
import { StartError } from "#server/runtime/start-error.ts";
import type { Locale } from "#contract/base/locales.ts";
import type { Installation } from "./arguments.ts";

/** The set of the film: an installation, a page, and a customer who writes to it for the first time. */
export type Stage = {
  consoleUrl: string;
  /** The customer's Messenger with this page. */
  chatUrl: string;
  email: string;
  password: string;
  page: string;
  customer: string;
  stop(): Promise<void>;
};

const CUSTOMERS: Record<Locale, string> = {
  en: "Taylor Review",
  "zh-CN": "测试用户 安然",
  "zh-TW": "測試用戶 安然",
};

const namesSchema = z.object({
  items: z.array(z.object({ name: z.string(), type: z.string() })),
});
const worldSchema = z.object({
  pages: z.array(z.object({ pageId: z.string(), name: z.string() })),
});
const personSchema = z.object({ personId: z.string() });
const channelsSchema = z.object({
  items: z.array(z.object({ id: z.string(), type: z.string() })),
});
const logInSchema = z.object({ email: z.string(), password: z.string() });

/** @throws StartError: an address does not answer, or knows no page of the other */
export async function setStage(
  installation: Installation | null,
  locale: Locale,
): Promise<Stage> {
  if (installation !== null)
    return placeCustomer(installation, locale, () => Promise.resolve());
  const stack = await startStack();
  try {
    const owner = ownerOf(stack);
    const session = await signIn(stack.consoleUrl, owner);
    const { items } = await session.get("/channels", channelsSchema);
    const channel = items.find(({ type }) => type === "messenger");
    const logIn = await session.post(
      `/review/${channel?.id ?? ""}/reviewer`,
      { renew: true },
      logInSchema,
    );
    return await placeCustomer(
      { ...logIn, url: stack.consoleUrl, simulator: stack.simulatorUrl },
      locale,
      () => stack.stop(),
    );
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function placeCustomer(
  { url, email, password, simulator }: Installation,
  locale: Locale,
  stop: () => Promise<void>,
): Promise<Stage> {
  const session = await signIn(url, { email, password });
  const { items } = await session.get("/channels/names", namesSchema);
  const { pages } = await ask(`${simulator}/_sim/world`, {}, worldSchema);
  const names = items.map(({ name }) => name);
  const page = pages.find(({ name }) => names.includes(name));
  if (!page)
    throw new StartError(
      `The simulator has no page of this log-in (${names.join(", ")}).`,
    );
  const customer = CUSTOMERS[locale];
  const { personId } = await ask(
    `${simulator}/_sim/people`,
    { method: "POST", body: JSON.stringify({ name: customer }) },
    personSchema,
  );
  return {
    consoleUrl: url,
    chatUrl: `${simulator}/?page=${page.pageId}&person=${personId}`,
    email,
    password,
    page: page.name,
    customer,
    stop,
  };
}

/** Signs in as the console does, and calls the API with its cookies. */
async function signIn(
  url: string,
  { email, password }: { email: string; password: string },
) {
  const jar = new Map<string, string>();
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
  };
  const cookie = () =>
    [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const token = await reach(`${url}/api/auth/csrf`);
  keep(token);
  const { csrfToken } = z
    .object({ csrfToken: z.string() })
    .parse(await token.json());
  const response = await reach(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookie(), origin: url },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  keep(response);
  if (![...jar.keys()].some((name) => name.includes("session")))
    throw new StartError(`${url} refused the log-in of ${email}.`);
  const call = <T>(path: string, init: RequestInit, schema: z.ZodType<T>) =>
    ask(
      `${url}/api/v1${path}`,
      { ...init, headers: { cookie: cookie(), origin: url } },
      schema,
    );
  return {
    get: <T>(path: string, schema: z.ZodType<T>) => call(path, {}, schema),
    post: <T>(path: string, body: object, schema: z.ZodType<T>) =>
      call(path, { method: "POST", body: JSON.stringify(body) }, schema),
  };
}

async function ask<T>(
  url: string,
  init: RequestInit,
  schema: z.ZodType<T>,
): Promise<T> {
  const response = await reach(url, {
    ...init,
    headers: { "content-type": "application/json", ...init.headers },
  });
  if (!response.ok)
    throw new StartError(
      `${url} answered ${response.status}: ${await response.text()}`,
    );
  return schema.parse(await response.json());
}

async function reach(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new StartError(`${url} does not answer.`, { cause });
  }
}
