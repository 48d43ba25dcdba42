import type { Page } from "@playwright/test";
import { cloneDatabase } from "#server/db/test-database.ts";
import type { TestDatabaseUrl } from "#server/db/test-database.ts";
import { startApp } from "./harness/app.ts";
import type { App } from "./harness/app.ts";
import { expectAccessible } from "./harness/axe.ts";
import { bubble, lamp, log, openThread, rowOf, say } from "./harness/desk.ts";
import { META_APP, PAGES, startSimulator } from "./harness/simulator.ts";
import type { Simulator } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The first day, without a terminal: owner, page, queue, colleague, first answer. */

const SEEN = { timeout: 10_000 };
const page = PAGES[0];
const password = "a long enough password";
let app: App;
let simulator: Simulator;
let database: TestDatabaseUrl;

test.beforeAll(async ({ postgres }) => {
  database = await cloneDatabase(postgres.templateUrl);
  simulator = await startSimulator();
  app = await startApp({ graphUrl: simulator.url, databaseUrl: database.url });
});
test.afterAll(async () => {
  await app.close();
  await simulator.stop();
  await database.drop();
});

test("from the first start to the first answer", async ({ openTab }) => {
  test.setTimeout(180_000);
  const olivia = await openTab({
    permissions: ["clipboard-read", "clipboard-write"],
  });

  await test.step("the first visitor becomes the owner", async () => {
    await olivia.goto(app.url);
    await expect(
      olivia.getByRole("heading", { name: "Welcome to Parley" }),
    ).toBeVisible();
    await expectAccessible(olivia);
    await olivia.getByLabel("Your name").fill("Olivia Owner");
    await olivia.getByLabel("Email").fill("olivia@example.com");
    await olivia.getByLabel("Password").fill("short");
    await olivia.getByRole("button", { name: "Create account" }).click();
    await expect(olivia.getByLabel("Password")).toHaveAttribute(
      "aria-invalid",
      "true",
    );
    await olivia.getByLabel("Password").fill(password);
    await olivia.getByRole("button", { name: "Create account" }).click();
    await expect(lamp(olivia)).toHaveText("Live", { timeout: 20_000 });
  });

  await test.step("afterwards nobody else can", async () => {
    const stranger = await openTab();
    await stranger.goto(`${app.url}/setup`);
    await expect(
      stranger.getByRole("heading", { name: "Sign in" }),
    ).toBeVisible();
  });

  await test.step("a colleague is invited and accepts", async () => {
    await olivia.getByRole("link", { name: "Settings" }).click();
    await olivia.getByRole("link", { name: "People" }).click();
    await olivia.getByRole("button", { name: "Add a person" }).click();
    const dialog = olivia.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Name").fill("Anna Agent");
    await dialog.getByLabel("Email").fill("anna@example.com");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const invitation = olivia.getByRole("dialog", {
      name: "Invite Anna Agent",
    });
    const link = await copied(olivia, () =>
      invitation.getByRole("button", { name: "Copy Invite link" }).click(),
    );
    expect(link).toContain(`${app.url}/invitation/`);
    await invitation.getByRole("button", { name: "Done" }).click();

    const anna = await openTab();
    await anna.goto(link);
    await expect(
      anna.getByRole("heading", { name: "Welcome, Anna Agent" }),
    ).toBeVisible();
    await expectAccessible(anna);
    await anna.getByLabel("Password").fill(password);
    await anna.getByRole("button", { name: "Save and sign in" }).click();
    await expect(lamp(anna)).toHaveText("Live", { timeout: 20_000 });
    await anna.goto(link);
    await expect(
      anna.getByText("This invite link is no longer valid"),
    ).toBeVisible();
  });

  await test.step("a queue with both of them", async () => {
    await olivia.getByRole("link", { name: "Queues" }).click();
    await olivia.getByRole("button", { name: "New queue" }).click();
    const dialog = olivia.getByRole("dialog", { name: "New queue" });
    await dialog.getByLabel("Name").fill("Sales 销售");
    for (const name of ["Anna Agent", "Olivia Owner"]) {
      await dialog.getByRole("combobox", { name: "Members" }).click();
      await olivia.getByRole("option", { name }).click();
    }
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    await expect(olivia.getByRole("list", { name: "Queues" })).toContainText(
      "2 members",
    );
  });

  await test.step("the page is connected, and what is wrong is told under its field", async () => {
    await olivia.getByRole("link", { name: "Channels" }).click();
    await olivia.getByRole("link", { name: "Connect a channel" }).click();
    await olivia.getByLabel("Page ID").fill("my page");
    await olivia.getByRole("button", { name: "Connect" }).click();
    await expect(olivia.getByLabel("Page ID")).toHaveAttribute(
      "aria-invalid",
      "true",
    );
    await olivia.getByLabel("Page ID").fill(page.pageId);
    await olivia.getByLabel("Page access token").fill("EAA-mistyped");
    await olivia.getByLabel("App ID").fill(META_APP.appId);
    await olivia.getByLabel("App secret").fill(META_APP.appSecret);
    await olivia.getByRole("combobox", { name: "Destination" }).click();
    await olivia.getByRole("option", { name: "Sales 销售" }).click();
    await olivia.getByRole("button", { name: "Connect" }).click();
    await olivia
      .getByRole("button", { name: "New page access token" })
      .click(SEEN);
    const token = olivia.getByLabel("New page access token", { exact: true });
    await expect(token).toBeFocused();
    await token.fill(page.token);
    await olivia.getByRole("button", { name: "Save" }).click();
    await expect(token).toHaveValue("");
    await expect(olivia.getByText("Unsaved changes")).toHaveCount(0);
    // Left empty, the name is the page's own, once Meta tells it.
    await expect(olivia.getByRole("heading", { name: page.name })).toBeVisible(
      SEEN,
    );
    await expect(olivia.getByText(/One step left/)).toBeVisible();
  });

  await test.step("Meta is told the two values, copied from the page", async () => {
    const copy = (what: string) =>
      copied(olivia, () =>
        olivia.getByRole("button", { name: `Copy ${what}` }).click(),
      );
    const callbackUrl = await copy("Callback URL");
    const verifyToken = await copy("Verify token");
    expect(callbackUrl).toContain(`${app.url}/webhooks/meta/`);
    const meta = await openTab();
    await meta.goto(simulator.url);
    await meta.getByRole("button", { name: "Meta app and tokens" }).click();
    await meta.getByLabel("Callback URL").fill(callbackUrl);
    await meta.getByLabel("Verify token").fill(verifyToken);
    await meta.getByRole("button", { name: "Verify and save" }).click();
    await expect(meta.getByText("Confirmed and saved.")).toBeVisible();
    await expectAccessible(meta);
    await olivia.reload();
    await expect(olivia.getByText("Verified by Meta")).toBeVisible();
    await expect(olivia.getByText("Working", { exact: true })).toBeVisible();
    await expect(olivia.getByText("Access token · Working")).toBeVisible();
    await expect(olivia.locator("body")).not.toContainText(page.token);
  });

  await test.step("a customer writes, the colleague answers", async () => {
    const { personId } = await simulator.person("Claire 陈 Customer");
    const anna = await openTab();
    await anna.goto(app.url);
    await anna.getByLabel("Email").fill("anna@example.com");
    await anna.getByLabel("Password").fill(password);
    await anna.getByRole("button", { name: "Sign in" }).click();
    await expect(lamp(anna)).toHaveText("Live", { timeout: 20_000 });
    const customer = await openTab();
    await customer.goto(
      `${simulator.url}/?page=${page.pageId}&person=${personId}`,
    );
    await say(customer, "Is anybody there? 有人吗？");
    await expect(rowOf(anna, "Claire")).toContainText("有人吗？", SEEN);
    await openThread(anna, "Claire 陈 Customer");
    await expect(anna.getByText("Waiting in Sales 销售")).toBeVisible();
    await say(anna, "Yes! 有的 🙂");
    await expect(bubble(customer, "Yes! 有的 🙂")).toBeVisible(SEEN);
    await expect(log(anna)).toContainText("You took the conversation", SEEN);
  });
});

/** What the clipboard holds after that. */
async function copied(tab: Page, act: () => Promise<void>): Promise<string> {
  await tab.evaluate(() => navigator.clipboard.writeText(""));
  await act();
  const read = () => tab.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe("");
  return read();
}
