import { startMailSink } from "#server/pipeline/mail/test-sink.ts";
import { expectAccessible } from "./harness/axe.ts";
import { lamp } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { expect, test } from "./harness/test.ts";

/** Pages for people who have not signed in: legal texts, invitations, new passwords. */

let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("privacy and legal notice are for everybody, in three languages", async ({
  openTab,
}) => {
  for (const [locale, privacy, legal] of [
    ["en-US", "Privacy policy", "Legal notice"],
    ["zh-CN", "隐私政策", "法律声明"],
    ["zh-TW", "隱私權政策", "法律聲明"],
  ] as const) {
    const page = await openTab({ locale });
    await page.goto(`${company.app.url}/privacy`);
    await expect(page.getByRole("heading", { name: privacy })).toBeVisible();
    await page.getByRole("link", { name: legal }).click();
    await expect(page.getByRole("heading", { name: legal })).toBeVisible();
  }
});

test("an invitation and a forgotten password come by email, and their links lead into the console", async ({
  openTab,
}) => {
  const email = "ivy.invited@example.com";
  const { app, owner } = company;
  const sink = await startMailSink();
  try {
    await owner.api.patch("/settings/mail", {
      host: "127.0.0.1",
      port: sink.port,
      from: "parley@acme.example",
    });
    const linkInMail = async (path: string) => {
      const { text = "" } = await sink.mailTo(email);
      sink.mails.length = 0;
      return new RegExp(`${app.url}/${path}/\\S+`).exec(text)?.[0] ?? "";
    };
    await owner.api.post("/agents", { email, name: "Ivy", role: "agent" });
    const page = await openTab();
    await page.goto(await linkInMail("invitation"));
    await page.getByLabel("Password").fill("a long enough password");
    await page.getByRole("button", { name: "Save and sign in" }).click();
    await expect(page).toHaveURL(/\/inbox/);
    await expect(lamp(page)).toHaveText("Live");
    const me = await owner.api.all<{ email: string; presence: string }>(
      "/agents",
    );
    expect(me.find((agent) => agent.email === email)?.presence).toBe(
      "available",
    );
    await page.close(); // a new password ends its session

    const phone = await openTab({ viewport: { width: 360, height: 740 } });
    await phone.goto(`${app.url}/sign-in`);
    await phone.getByRole("link", { name: "Forgot your password?" }).click();
    await expect(
      phone.getByRole("heading", { name: "Forgot your password?" }),
    ).toBeVisible();
    await phone.getByLabel("Email").fill(email);
    await phone.getByRole("button", { name: "Send link" }).click();
    await expect(phone.getByText("a link is on its way")).toBeVisible();
    await phone.goto(await linkInMail("reset-password"));
    await expectAccessible(phone);
    await phone.getByLabel("New password").fill("quite another password");
    await phone.getByRole("button", { name: "Save password" }).click();
    await phone.goto(`${app.url}/sign-in`);
    await phone.getByLabel("Email").fill(email);
    await phone.getByLabel("Password").fill("quite another password");
    await phone.getByRole("button", { name: "Sign in" }).click();
    await expect(phone).toHaveURL(/\/inbox/);
  } finally {
    await owner.api.patch("/settings/mail", { host: null });
    await sink.stop();
  }
});
