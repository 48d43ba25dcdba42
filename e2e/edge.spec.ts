import { openHouse, type House } from "./harness/house.ts";
import { lamp } from "./harness/desk.ts";
import { expect, test } from "./harness/test.ts";

/** What the address bar and the wire can do to the pages, in the built product. */

let house: House;
test.beforeAll(async ({ postgres }) => {
  house = await openHouse({ postgres });
});
test.afterAll(() => house.close());

test("signing in leads back to where one was, never to another site", async ({
  openTab,
}) => {
  const { app, owner } = house;
  for (const [from, path] of [
    ["/settings/profile", "/settings/profile"],
    ["/%09/evil.example/", "/inbox"],
    ["/%0a/evil.example/", "/inbox"],
    ["/%09%5Cevil.example/", "/inbox"],
    ["/.//evil.example/", "/inbox"],
  ] as const) {
    const page = await openTab();
    await page.goto(`${app.url}/sign-in?from=${from}`);
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
    expect(new URL(page.url()).origin).toBe(new URL(app.url).origin);
    expect(new URL(page.url()).pathname).toBe(path);
  }
});
