import type { Page } from "@playwright/test";
import { cloneDatabase } from "#server/db/test-database.ts";
import type { TestDatabaseUrl } from "#server/db/test-database.ts";
import { startApp } from "./harness/app.ts";
import type { App } from "./harness/app.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { bubble, lamp, log, openThread, rowOf, say } from "./harness/desk.ts";
import { META_APP, PAGES, startSimulator } from "./harness/simulator.ts";
import type { Simulator } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The first day, without a terminal: owner, page, queue, colleague, first answer. */

const SEEN = { timeout: 30_000 };
const [page, tea, shut] = PAGES;
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

const PUBLIC_PAGES = [
  ["/privacy", "Privacy policy", "隐私政策", "隱私權政策"],
  ["/terms", "Terms of service", "服务条款", "服務條款"],
  [
    "/data-deletion",
    "Data deletion instructions",
    "数据删除说明",
    "資料刪除說明",
  ],
  ["/accessibility", "Accessibility statement", "无障碍声明", "無障礙聲明"],
] as const;

test("the public pages answer before anything is set up, in the language asked for", async ({
  openTab,
}) => {
  const stranger = await openTab();
  for (const [path, english, simplified, traditional] of PUBLIC_PAGES) {
    const titles = { en: english, "zh-CN": simplified, "zh-TW": traditional };
    for (const [lang, title] of Object.entries(titles)) {
      const byAddress = await fetch(`${app.url}${path}?lang=${lang}`);
      const byBrowser = await fetch(app.url + path, {
        headers: { "accept-language": lang },
      });
      for (const response of [byAddress, byBrowser]) {
        expect(response.status).toBe(200);
        const html = await response.text();
        expect(html).toContain(`<html lang="${lang}"`);
        expect(html).toContain(`${title}</h1>`);
      }
    }
    await stranger.goto(app.url + path);
    await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(
      english,
    );
    await expectAccessible(stranger);
  }
  await stranger.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(stranger);
  await stranger.getByRole("link", { name: "繁體中文" }).press("Enter");
  await expect(
    stranger.getByRole("heading", { name: "無障礙聲明" }),
  ).toBeVisible();
  await stranger.getByRole("link", { name: "服務條款" }).press("Enter");
  await expect(
    stranger.getByRole("heading", { level: 1, name: "服務條款" }),
  ).toBeVisible();
});

test("from the first start to the first answer", async ({ openTab }) => {
  test.setTimeout(180_000);
  const olivia = await openTab({
    permissions: ["clipboard-read", "clipboard-write"],
    // A mistyped token is refused.
    expected: /status of 422/,
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
    await expect(lamp(olivia)).toHaveText("Live");
  });

  const steps = olivia.getByRole("list", { name: "Getting started" });
  const stepOf = (title: string) =>
    steps
      .getByRole("listitem")
      .filter({ has: olivia.getByRole("heading", { name: title }) });
  const isTicked = (title: string) =>
    expect(stepOf(title).getByRole("heading")).toHaveText(/\(done\)$/, SEEN);

  await test.step("the first steps begin with the company", async () => {
    await expect(olivia).toHaveURL(`${app.url}/settings/start`);
    await expect(olivia.getByText("0 of 5 steps done")).toBeVisible(SEEN);
    await expectAccessible(olivia);
    await olivia.getByLabel("Company name").fill("Acme Lamps");
    const zone = olivia.getByLabel("Time zone");
    await expect(zone).not.toHaveValue("");
    await zone.fill("Asia/Taipei");
    await olivia.getByRole("radio", { name: "Custom hours" }).click();
    await expect(
      olivia.getByRole("list", { name: "Weekly hours" }),
    ).toBeVisible();
    await olivia.getByRole("button", { name: "24/7" }).click();
    await expectAccessible(olivia);
    await olivia.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(olivia);
    await olivia.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(olivia);
    await olivia.emulateMedia({ colorScheme: "light" });
    await olivia.setViewportSize({ width: 1280, height: 800 });
    await olivia
      .getByRole("form", { name: "Your company" })
      .getByRole("button", { name: "Save" })
      .press("Enter");
    await isTicked("Your company");
    await expect(
      olivia
        .getByRole("navigation", { name: "Main menu" })
        .getByRole("link", { name: "Getting started" }),
    ).toBeVisible();
    await expect(olivia.getByText("1 of 5 steps done")).toBeVisible();
  });

  await test.step("without a channel the inbox leads back to the steps", async () => {
    await olivia.getByRole("link", { name: "Inbox" }).click();
    await expect(olivia.getByText("No channel is connected yet")).toBeVisible(
      SEEN,
    );
    await olivia.getByRole("link", { name: "Show the first steps" }).click();
    await expect(stepOf("Connect a page").getByRole("link")).toHaveAttribute(
      "href",
      "/settings/channels/new",
    );
  });

  await test.step("afterwards nobody else can", async () => {
    const stranger = await openTab();
    await stranger.goto(`${app.url}/setup`);
    await expect(
      stranger.getByRole("heading", { name: "Sign in" }),
    ).toBeVisible();
  });

  await test.step("the company’s details stand on the public pages", async () => {
    await olivia.goto(`${app.url}/settings/company`);
    await olivia.getByLabel("Company name").fill("Acme Lamps Ltd.");
    await olivia.getByLabel("Website").fill("acme.example");
    await olivia.getByLabel("Contact email").fill("privacy@acme.example");
    await olivia.getByLabel("Postal address").fill("1 Lamp Street");
    await olivia.getByRole("button", { name: "Save" }).press("Enter");
    await expect(olivia.getByLabel("Website")).toHaveAttribute(
      "aria-invalid",
      "true",
    );
    await olivia.getByLabel("Website").fill("https://acme.example");
    await olivia.getByRole("combobox", { name: "Country" }).press("Enter");
    await olivia.getByRole("option", { name: "Taiwan" }).press("Enter");
    await expectAccessible(olivia);
    await olivia.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(olivia);
    await olivia.setViewportSize({ width: 1280, height: 800 });
    await olivia.getByRole("button", { name: "Save" }).press("Enter");
    await expect(olivia.getByText("Saved", { exact: true })).toBeVisible();
    const stranger = await openTab();
    await stranger.goto(`${app.url}/privacy`);
    await expect(stranger.getByRole("article")).toContainText(
      /Acme Lamps Ltd\. \(“we”\).*1 Lamp Street.*Taiwan.*privacy@acme\.example/s,
    );
    await expectAccessible(stranger);
    const own = "https://acme.example/privacy";
    await olivia.getByLabel("Your own privacy policy").fill(own);
    await olivia.getByRole("button", { name: "Save" }).press("Enter");
    await expect(olivia.getByText(`Leads to ${own}`)).toBeVisible();
    const response = await fetch(`${app.url}/privacy`, { redirect: "manual" });
    expect(response.headers.get("location")).toBe(own);
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
    await expect(lamp(anna)).toHaveText("Live");
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
    // The rest of its settings follows at once.
    await expect(
      olivia
        .getByRole("heading", { level: 1, name: "Sales 销售" })
        .or(olivia.getByRole("heading", { level: 2, name: "Sales 销售" })),
    ).toBeVisible();
    await olivia.getByRole("link", { name: "All queues" }).click();
    await expect(olivia.getByRole("list", { name: "Queues" })).toContainText(
      "2 members",
    );
  });

  await test.step("the guide connects the page, and what is wrong is told under its field", async () => {
    await olivia.getByRole("link", { name: "Channels" }).click();
    await olivia.getByRole("link", { name: "Connect a channel" }).click();
    const region = (title: string) =>
      olivia.getByRole("listitem").filter({
        has: olivia.getByRole("button", { name: title, expanded: true }),
      });
    for (const title of [
      "Business verified",
      "App created",
      "Messenger added",
      "Page added",
    ])
      await region(title)
        .getByRole("button", { name: "I’ve done this step" })
        .click(SEEN);
    const token = olivia.getByLabel("Page access token");
    await token.fill("EAA-mistyped");
    await expectAccessible(olivia);
    await region("Page access token")
      .getByRole("button", { name: "Next" })
      .click();
    await olivia.getByLabel("App ID").fill(META_APP.appId);
    await olivia.getByLabel("App secret").fill(META_APP.appSecret);
    await olivia.getByRole("button", { name: "Check with Meta" }).click();
    // Nothing is saved: the token stays in its field, with the reason.
    await expect(token).toHaveAttribute("aria-invalid", "true", SEEN);
    await expect(token).toHaveValue("EAA-mistyped");
    await expect(token).toBeFocused();
    await token.fill(page.token);
    await region("Page access token")
      .getByRole("button", { name: "Next" })
      .click();
    await olivia.getByRole("button", { name: "Check with Meta" }).click();
    await expect(
      olivia.getByText(`Meta accepts these values for ${page.name}.`),
    ).toBeVisible(SEEN);
    await olivia.getByRole("combobox", { name: "Destination" }).click();
    await olivia.getByRole("option", { name: "Sales 销售" }).click();
    await olivia.getByRole("button", { name: "Connect the page" }).click();
    // The name is the page's own.
    await expect(olivia.getByRole("heading", { name: page.name })).toBeVisible(
      SEEN,
    );
  });

  await test.step("Parley has entered its address in the app; the two values are there to copy", async () => {
    const steps = olivia.getByRole("navigation", { name: "Steps" });
    await expect(steps).toContainText("9 of 12 steps done", SEEN);
    await olivia
      .getByRole("heading", { name: "Webhook" })
      .getByRole("button", { expanded: false })
      .click();
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
    await expect(steps).toContainText("9 of 12 steps done");
    await expectAccessible(olivia);
    await expect(olivia.locator("body")).not.toContainText(page.token);
  });

  await test.step("a customer writes, the colleague answers", async () => {
    const { personId } = await simulator.person("Claire 陈 Customer");
    const anna = await openTab();
    await anna.goto(app.url);
    await anna.getByLabel("Email").fill("anna@example.com");
    await anna.getByLabel("Password").fill(password);
    await anna.getByRole("button", { name: "Sign in" }).click();
    await expect(lamp(anna)).toHaveText("Live");
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

  await test.step("the guide turns green, and the channel's page shows the rest", async () => {
    for (const title of ["App live", "App review"]) {
      const step = olivia.getByRole("listitem").filter({
        has: olivia.getByRole("button", { name: title, exact: false }),
        hasText: "I’ve done this step",
      });
      const head = olivia
        .getByRole("heading", { name: title })
        .getByRole("button");
      if ((await head.getAttribute("aria-expanded")) === "false")
        await head.click();
      await step.getByRole("button", { name: "I’ve done this step" }).click();
    }
    await expect(
      olivia.getByText("Everything is done. The page is connected."),
    ).toBeVisible(SEEN);
    await olivia.getByRole("link", { name: "Back to the channel" }).click();
    await expect(olivia.getByText("Access token · Working")).toBeVisible();
    await expect(
      olivia.getByText(`Saved, ends in ${page.token.slice(-4)}.`),
    ).toBeVisible();
    await olivia
      .getByRole("button", { name: "Look for missed messages" })
      .click();
    await expect(olivia.getByText("No messages were missing.")).toBeVisible(
      SEEN,
    );
  });

  await test.step("the first steps are done, and the checklist is gone", async () => {
    const menu = olivia.getByRole("navigation", { name: "Main menu" });
    await olivia.goto(`${app.url}/settings/start`);
    await expect(
      olivia.getByRole("heading", { name: "Everything is set up" }),
    ).toBeVisible(SEEN);
    await expectAccessible(olivia);
    await expect(
      menu.getByRole("link", { name: "Getting started" }),
    ).toHaveCount(0);
  });

  await test.step("signing in with Facebook is canceled, and Parley says what to do", async () => {
    await simulator.control("PATCH", `/pages/${shut.pageId}`, {
      tasks: ["ANALYZE", "MANAGE"],
    });
    await olivia.goto(`${app.url}/settings/channels/new`);
    await olivia.getByRole("link", { name: "Continue with Facebook" }).click();
    await expect(
      olivia.getByText(`Parley uses the Meta app ${META_APP.appId}.`),
    ).toBeVisible(SEEN);
    await olivia
      .getByRole("button", { name: "Continue with Facebook" })
      .click();
    const cancel = olivia.getByRole("button", { name: "Cancel" });
    await expect(cancel).toBeVisible(SEEN);
    await expectAccessible(olivia);
    await cancel.click();
    const told = olivia.getByRole("alert").filter({ hasText: "You canceled" });
    await expect(told).toContainText("Continue with Facebook again", SEEN);
    await expect(olivia).toHaveURL(`${app.url}/settings/channels/facebook`);
    await told.getByRole("button", { name: "Ask again" }).click();
    await olivia
      .getByRole("button", { name: "Continue as Simulated Admin" })
      .click();
  });

  await test.step("pages are chosen, connected and green, and one says what it lacks", async () => {
    const pages = olivia.getByRole("group", { name: "Choose pages" });
    await expect(pages.getByRole("checkbox", { name: shut.name })).toBeDisabled(
      SEEN,
    );
    await expect(pages).toContainText("give you the Messages task");
    await expect(pages).toContainText("Its conversations and settings stay");
    await pages.getByRole("checkbox", { name: page.name }).check();
    await pages.getByRole("checkbox", { name: tea.name }).check();
    await expect(olivia.getByText("2 pages selected")).toBeVisible();
    await olivia.getByRole("combobox", { name: "Destination" }).click();
    await olivia.getByRole("option", { name: "Sales 销售" }).click();
    await expectAccessible(olivia);
    await olivia.getByRole("button", { name: "Connect 2 pages" }).click();
    const results = olivia.getByRole("region", { name: "Result" });
    await expect(results).toContainText("2 pages are connected.", SEEN);
    await expect(results.getByText("Working", { exact: true })).toHaveCount(2);
    await expectAccessible(olivia);

    const { personId } = await simulator.person("Tom Tea");
    await simulator.write(tea.pageId, personId, {
      text: "A pot of green tea?",
    });
    await olivia.goto(`${app.url}/inbox`);
    await expect(rowOf(olivia, "Tom Tea")).toContainText("green tea", SEEN);
  });
});

/** The content of the clipboard after an act. */
async function copied(tab: Page, act: () => Promise<void>): Promise<string> {
  await tab.evaluate(() => navigator.clipboard.writeText(""));
  await act();
  const read = () => tab.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe("");
  return read();
}
