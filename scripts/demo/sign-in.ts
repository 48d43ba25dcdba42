import type { Page } from "@playwright/test";
import type { Login } from "./seed.ts";
import type { Stack } from "./stack.ts";

/** The owner's log-in: the owner sees every page. @throws Error when the demo data has none */
export function ownerOf({ logins }: Pick<Stack, "logins">): Login {
  const login = logins.find(({ role }) => role === "owner");
  if (!login) throw new Error("The demo has no owner.");
  return login;
}

/** Signs in through the form; resolves when the inbox opens. */
export async function signIn(
  page: Page,
  consoleUrl: string,
  { email, password }: Pick<Login, "email" | "password">,
): Promise<void> {
  await page.goto(`${consoleUrl}/sign-in`);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL(/\/inbox/);
}

/** From now on the signed-in agent gets no offers. */
export async function leaveQueues(
  { request }: Page,
  consoleUrl: string,
): Promise<void> {
  const me = await request.get(`${consoleUrl}/api/v1/me`);
  const { queues } = (await me.json()) as { queues: { id: string }[] };
  for (const { id } of queues)
    await request.patch(`${consoleUrl}/api/v1/me/queues/${id}`, {
      data: { loggedIn: false },
      headers: { origin: consoleUrl },
      failOnStatusCode: true,
    });
}
