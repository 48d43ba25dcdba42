import type { App, Page } from "../../page/api.ts";

export type { App, Page };

/** The answer of an app's callback. */
export type Told = { status: number; answer: unknown };

async function call<T>(
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`/_sim${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { "Content-Type": "application/json" },
        }),
  });
  const answer = (await response.json()) as T & { error?: { message: string } };
  if (!response.ok)
    throw new Error(answer.error?.message ?? response.statusText);
  return answer;
}

/** The control API as this page uses it. Throws Error with the simulator's words. */
export const api = {
  world: () => call<{ apps: App[]; pages: Page[] }>("GET", "/world"),
  changeApp: ({ appId }: App, change: object) =>
    call<App>("PATCH", `/apps/${appId}`, change),
  changePage: ({ pageId }: Page, change: object) =>
    call<Page>("PATCH", `/pages/${pageId}`, change),
  tell: ({ appId }: App, what: "deauthorize" | "data-deletion") =>
    call<Told>("POST", `/apps/${appId}/${what}`, {}),
};
