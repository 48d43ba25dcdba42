import type { Thread } from "#contract/threads/thread.ts";
import { log, openThread, say, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { META_APP, PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** A channel that is paused, has lost its token, or is answered by another app, as agents see it. */

const pageId = PAGES[0].pageId;
const NAME = "Lena Long";
let company: TestCompany;
let thread: Thread;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  const { personId, psids } = await company.simulator.person(NAME);
  await company.simulator.write(pageId, personId, { text: "The very first" });
  thread = await company.threadOf(psids[pageId] ?? "");
});
test.afterAll(() => company.close());

test("an agent sees the page's name, and a paused page says so before anything is sent", async ({
  openTab,
}) => {
  const anna = await company.colleague("Anna");
  await company.owner.api.post(`/threads/${thread.id}/take`, { force: true });
  await company.owner.api.post(`/threads/${thread.id}/transfer`, {
    to: { type: "agent", id: anna.id },
    mode: "force",
    confirm: true, // she has not come in yet
  });
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    enabled: false,
  });
  const page = await openTab();
  await sitDown(page, company.app.url, anna);
  await openThread(page, NAME);
  const subtitle = page.locator("p").filter({ hasText: /Lumen & Oak\s*·/ });
  await expect(subtitle).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Message" })).toBeDisabled();
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    enabled: true,
  });
});

test("a revoked token closes the open composer and calls whoever can mend it; reconnected, all is open and nothing is missed", async ({
  openTab,
}) => {
  const { simulator, owner, channel } = company;
  const { personId, psids } = await simulator.person("Rita Repair");
  await simulator.write(pageId, personId, { text: "Are you there?" });
  const { id } = await company.threadOf(psids[pageId] ?? "");
  await owner.api.post(`/threads/${id}/take`);
  const page = await openTab();
  await sitDown(page, company.app.url, owner, `/inbox/${id}`);
  const field = page.getByRole("textbox", { name: "Message" });
  const turn = (switches: object) =>
    simulator.control("PATCH", `/pages/${pageId}`, switches);
  const banner = page
    .getByRole("status")
    .filter({ hasText: "Meta no longer accepts the page token." });
  await field.fill("Half a sentence");

  await test.step("a check finds the token dead", async () => {
    await turn({ deadSubcode: 460, webhooks: "dropped" });
    await owner.api.post(`/channels/${channel.id}/test`);
    await expect(field).toBeDisabled();
    await expect(banner).toContainText(channel.name);
    await expect(
      page.getByRole("link", { name: "Settings, 1 channel needs attention" }),
    ).toBeVisible();
    await simulator.write(pageId, personId, { text: "Nobody hears this" });
  });

  await test.step("put away, it stays away on this screen", async () => {
    await banner.getByRole("button", { name: /^Hide/ }).click();
    await expect(banner).toHaveCount(0);
    await page.reload();
    await expect(field).toBeDisabled();
    await expect(banner).toHaveCount(0);
  });

  await test.step("a new token opens the screen again, with the text and what was missed", async () => {
    const other = await openTab();
    await sitDown(other, company.app.url, owner);
    const calls = other.getByRole("status").filter({ hasText: channel.name });
    await calls.getByRole("link", { name: "Fix it" }).click();
    await expect(other).toHaveURL(new RegExp(`channels/${channel.id}$`));
    await turn({ webhooks: "normal" });
    const { token } = await simulator.control<{ token: string }>(
      "POST",
      `/pages/${pageId}/tokens`,
      { appId: META_APP.appId },
    );
    await other
      .getByLabel("New page access token", { exact: true })
      .fill(token);
    await other.getByRole("button", { name: "Save" }).click();
    await expect(calls).toHaveCount(0);
    await expect(field).toBeEnabled();
    await expect(field).toHaveValue("Half a sentence");
    await expect(log(page)).toContainText("Nobody hears this", {
      timeout: 20_000,
    });
    await turn({ deadSubcode: null });
    await field.fill("");
    await say(page, "Yes, again");
    await expect
      .poll(async () => {
        const { messages } = await simulator.chat(pageId, personId);
        return messages.map(({ text }) => text);
      })
      .toContain("Yes, again");
  });

  await test.step("an app that answers in between is named, and gives the conversation back", async () => {
    const bot = await simulator.control<{ appId: string }>("POST", "/apps", {
      name: "Shop bot",
    });
    const { token } = await simulator.control<{ token: string }>(
      "POST",
      `/pages/${pageId}/tokens`,
      bot,
    );
    const asBot = (path: string, body: object) =>
      fetch(`${simulator.url}/v27.0/${pageId}/${path}?access_token=${token}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await asBot("subscribed_apps", { subscribed_fields: "messages" });
    await owner.api.post(`/channels/${channel.id}/test`);
    const recipient = { id: psids[pageId] };
    const chat = `/chats/${pageId}/${personId}`;
    await simulator.control("POST", `${chat}/owner`, {
      appId: META_APP.appId,
    });
    // Meta lets the page's default app alone take a conversation.
    await turn({ defaultAppId: bot.appId });
    await asBot("take_thread_control", { recipient });
    await turn({ defaultAppId: META_APP.appId });
    await simulator.control("POST", `${chat}/page-messages`, {
      appId: bot.appId,
      text: "Beep",
    });
    await expect(log(page)).toContainText("Shop bot, automated");
    await expect(log(page)).toContainText("Shop bot took control");
    await expect(field).toBeDisabled();
    await expect(
      page.getByText("Shop bot is answering this conversation."),
    ).toBeVisible();
    await page.getByRole("button", { name: "Take control" }).click();
    await expect(field).toBeEnabled();

    // Meta need not tell who took it: the message in between shows the app.
    await simulator.control("POST", `${chat}/page-messages`, {
      appId: bot.appId,
      text: "Beep again",
      takesControl: true,
    });
    await expect(
      page.getByText("Shop bot is answering this conversation."),
    ).toBeVisible();
  });
});
