import { createECDH, randomBytes } from "node:crypto";
import type { PushSubscriptions } from "#contract/notifications/push.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { startCompany, type TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { expect, test } from "./harness/test.ts";

/** A person's devices: what each of them gets, and removing one. */

let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("each device gets what is chosen for it, is paused, and is removed", async ({
  openTab,
}) => {
  const { api } = company.owner;
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  await api.post("/me/push-subscriptions", {
    endpoint: "https://push.example.com/phone",
    keys: {
      p256dh: keys.getPublicKey("base64url"),
      auth: randomBytes(16).toString("base64url"),
    },
  });
  const device = async () =>
    (await api.get<PushSubscriptions>("/me/push-subscriptions")).items[0];

  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/settings/profile#notifications`);
  const list = page.getByRole("list", { name: "Your devices" });
  const wants = list.getByRole("combobox", { name: /^Notifications on/ });
  // The owner supervises.
  await expect(wants).toHaveText("Only what’s mine");
  await wants.press("Enter");
  await page.getByRole("option", { name: "Everything" }).press("Enter");
  await expect(wants).toHaveText("Everything");
  await expect.poll(device).toMatchObject({ wants: "all", mutedUntil: null });
  await wants.press("Enter");
  await page
    .getByRole("option", { name: "Nothing for an hour" })
    .press("Enter");
  await expect(wants).toHaveText(/^Nothing until /);
  await page.reload();
  await expect(wants).toHaveText(/^Nothing until /);
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await wants.press("Enter");
  await page.getByRole("option", { name: "Only what’s mine" }).press("Enter");
  await expect.poll(device).toMatchObject({ wants: "mine", mutedUntil: null });
  await list.getByRole("button", { name: /^Remove / }).click();
  await expect(list).toBeHidden();
  await expect.poll(device).toBeUndefined();
});
