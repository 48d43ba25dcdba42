import { request, type IncomingHttpHeaders } from "node:http";
import { startCompany, type TestCompany } from "./harness/company.ts";
import { bringSession, lamp } from "./harness/desk.ts";
import { expect, test } from "./harness/test.ts";

/** The built product against the address bar and the wire. */

let company: TestCompany;
test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("signing in leads back to where one was, never to another site", async ({
  openTab,
}) => {
  const { app, owner } = company;
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
    await page.waitForURL((url) => url.pathname !== "/sign-in", {
      timeout: 20_000,
    });
    expect(new URL(page.url()).origin).toBe(new URL(app.url).origin);
    expect(new URL(page.url()).pathname).toBe(path);
  }
});

test("scripts run by the nonce of their answer alone, and every page runs", async ({
  openTab,
}) => {
  const { app, owner } = company;
  // An error in the browser's console fails the story, so a script that is held back does.
  const page = await openTab({
    expected: /Content Security Policy|status of 404/,
  });
  const held: string[] = [];
  page.on("console", (line) => {
    if (/Content Security Policy/.test(line.text())) held.push(line.text());
  });
  await bringSession(page, app.url, owner);
  const nonces = new Set<string>();
  for (const path of ["/inbox", "/board", "/customers", "/settings/people"]) {
    const answer = await page.goto(app.url + path);
    const policy = (await answer?.headerValue("content-security-policy")) ?? "";
    const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "";
    expect(scripts).toMatch(/^'self' 'nonce-[\w-]+'$/);
    nonces.add(scripts);
    await expect(lamp(page)).toHaveText("Live");
  }
  expect(nonces.size).toBe(4);
  expect(held).toEqual([]);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.__ran = true";
    document.body.append(script);
    return "__ran" in window;
  });
  expect(ran).toBe(false);
  await expect.poll(() => held.length).toBeGreaterThan(0);
  const gone = await page.goto(`${app.url}/there/is/no/such/page`);
  expect(gone?.status()).toBe(404);
  expect(await gone?.headerValue("content-security-policy")).toMatch(/nonce-/);
});

test("no spelling of an address opens the pages' own copy of the API", async () => {
  const { app, owner } = company;
  const { hostname, port } = new URL(app.url);
  const ask = (method: string, path: string) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders }>(
      (resolve, reject) => {
        const headers = { authorization: `Bearer ${owner.token}` };
        const sent = request(
          { hostname, port, method, path, headers },
          (answer) => {
            answer.resume();
            const { statusCode: status = 0, headers } = answer;
            answer.once("end", () => resolve({ status, headers }));
          },
        );
        sent.once("error", reject);
        sent.end();
      },
    );
  for (const path of [
    "/./api/v1/me",
    "/x/../api/v1/me",
    "/%2e/api/v1/me",
    "//api/v1/me/",
    "/%61pi/v1/me",
  ]) {
    const answer = await ask("GET", path);
    // Only the server around the pages names its requests.
    expect([
      path,
      answer.status,
      typeof answer.headers["x-request-id"],
    ]).toEqual([path, 200, "string"]);
  }
  expect((await ask("GET", "/api%2Fv1/me")).status).toBe(404);
  expect((await ask("OPTIONS", "*")).status).toBe(400);
  expect((await ask("GET", "*")).status).toBe(400);
  expect((await ask("POST", "/inbox")).status).toBe(405);
  expect((await ask("GET", "/api/health/")).status).toBe(200);
  expect((await ask("GET", "/inbox/")).status).toBe(307);
});
