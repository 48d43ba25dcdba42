import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { signIn } from "./api.ts";
import type { TestCompany } from "./company.ts";
import type { OpenTab } from "./test.ts";
import { tellTime } from "./timing.ts";

type Login = { email: string; password: string };

/** The console as an agent sees it: what is where, by role and name. */

/** Signs in through the form and waits until the inbox is live. */
export async function signInAt(
  page: Page,
  appUrl: string,
  { email, password }: Login,
): Promise<void> {
  await page.goto(appUrl);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/inbox/);
  await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
}

/** Gives the browser a session, as if somebody had signed in before. */
export async function bringSession(
  page: Page,
  appUrl: string,
  login: Login,
): Promise<void> {
  const cookie = await signIn(appUrl, login);
  if (cookie === null) throw new Error(`${login.email} cannot sign in.`);
  const cookies = cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: appUrl };
  });
  await page.context().addCookies(cookies);
}

/** The inbox, or another page, of somebody who is signed in already. */
export async function sitDown(
  page: Page,
  appUrl: string,
  login: Login,
  path = "/inbox",
): Promise<void> {
  await bringSession(page, appUrl, login);
  await page.goto(appUrl + path);
  await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
}

/** Somebody's inbox in a browser of their own. */
export async function openDesk(
  openTab: OpenTab,
  company: TestCompany,
  who: Login,
  options: Parameters<OpenTab>[0] = {},
): Promise<Page> {
  const page = await openTab(options);
  await sitDown(page, company.app.url, who);
  return page;
}

export function lamp(page: Page): Locator {
  return page
    .getByRole("navigation", { name: "Main menu" })
    .getByRole("status");
}

/** The rows of the list, in their order on the screen. */
export function rows(page: Page): Locator {
  return page.getByRole("list", { name: "All" }).getByRole("link");
}

export function rowOf(page: Page, name: string): Locator {
  return rows(page).filter({ hasText: name });
}

export function log(page: Page): Locator {
  return page.getByRole("log");
}

/** The bubble that says this. */
export function bubble(page: Page, text: string): Locator {
  return log(page).getByRole("article").filter({ hasText: text });
}

export async function openThread(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click();
  await expect(
    page.getByRole("log", { name: `Conversation with ${name}` }),
  ).toBeVisible();
}

/** Writes and sends as a person does: into the field, then Enter. */
export async function say(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill(text);
  await field.press("Enter");
}

/** Chooses a view by its name. */
export async function showView(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Choose a view" }).click();
  await page
    .getByRole("dialog", { name: "Views" })
    .getByRole("button", { name })
    .click();
}

/** Keys work while nobody writes. */
export async function press(page: Page, key: string): Promise<void> {
  await page.getByRole("textbox", { name: /Message|Note/ }).press("Escape");
  await page.keyboard.press(key);
}

/** The simulator's page, with this person's chat open. */
export async function openMessenger(
  page: Page,
  { simulator }: TestCompany,
  pageId: string,
  personId: string,
): Promise<void> {
  await page.goto(`${simulator.url}/?page=${pageId}&person=${personId}`);
  await expect(log(page)).toBeVisible();
}

/** Measures until something is seen and prints the time; only a generous bound fails. */
export async function timed(
  what: string,
  seen: () => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  await seen();
  tellTime(what, startedAt);
}
