/** The caller: a token, a session cookie, or nobody. */
export type Credentials = { token: string } | { cookie: string } | null;

export type Answer<T = unknown> = {
  status: number;
  headers: Headers;
  /** Parsed JSON; null when the body is empty, text when it is no JSON. */
  body: T;
};

export type Listed<T> = { items: T[]; nextCursor: string | null };

/**
 * A server closes a connection that rests, and one that is killed closes all: the next request on it would
 * fail without having been heard.
 */
export const OWN_CONNECTION = { connection: "close" };

/** The REST API as an integrator's program uses it. */
export type Api = ReturnType<typeof createApi>;

export function createApi(appUrl: string, credentials: Credentials) {
  async function ask<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const isRaw = typeof body === "string" || body instanceof FormData;
    const response = await fetch(`${appUrl}/api/v1${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...OWN_CONNECTION,
        ...authorization(credentials),
        ...(body === undefined || body instanceof FormData
          ? {}
          : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: isRaw ? body : JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: parse(await response.text()) as T,
    };
  }

  /** The body of a success. @throws Error with status and problem otherwise */
  async function must<T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> {
    const answer = await ask<T>(method, path, body);
    if (answer.status >= 300) {
      throw new Error(
        `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  }

  return {
    ask,
    get: <T>(path: string) => must<T>("GET", path),
    post: <T>(path: string, body: unknown = {}) => must<T>("POST", path, body),
    patch: <T>(path: string, body: unknown) => must<T>("PATCH", path, body),
    delete: (path: string) => must<unknown>("DELETE", path),
    /** Every page of a list, by its cursors. */
    async all<T>(path: string, limit = 100): Promise<T[]> {
      const items: T[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const join = path.includes("?") ? "&" : "?";
        const from = cursor === "" ? "" : `&cursor=${cursor}`;
        const page: Listed<T> = await must(
          "GET",
          `${path}${join}limit=${limit}${from}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
    /** Uploads a file for a reply: its id. */
    async upload(
      name: string,
      bytes: Uint8Array,
      mimeType: string,
    ): Promise<{ id: string }> {
      const form = new FormData();
      form.set("file", new File([bytes as BlobPart], name, { type: mimeType }));
      return must<{ id: string }>("POST", "/files", form);
    },
  };
}

/** Signs in as the console's form does: the Cookie header of the session, or null. */
export async function signIn(
  appUrl: string,
  { email, password }: { email: string; password: string },
): Promise<string | null> {
  const before = await fetch(`${appUrl}/api/auth/csrf`);
  const { csrfToken } = (await before.json()) as { csrfToken: string };
  const response = await fetch(`${appUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookieHeader(before) },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  await response.text();
  const cookie = cookieHeader(response);
  return /parley\.session=./.test(cookie) ? cookie : null;
}

function cookieHeader(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

function authorization(credentials: Credentials): Record<string, string> {
  if (credentials === null) return {};
  return "token" in credentials
    ? { authorization: `Bearer ${credentials.token}` }
    : { cookie: credentials.cookie };
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
