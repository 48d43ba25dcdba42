import type { Page } from "@playwright/test";
import type { Customer } from "#contract/customers/customer.ts";
import type { Message } from "#contract/threads/message.ts";
import { startMailSink } from "#server/pipeline/mail/test-sink.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible } from "./harness/axe.ts";
import {
  bringSession,
  bubble,
  lamp,
  log,
  openThread,
  rowOf,
  say,
  sitDown,
} from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { META_APP, PAGES } from "./harness/simulator.ts";
import { inParallel } from "./harness/until.ts";
import { expect, test } from "./harness/test.ts";

/** Panes, links to one message, folded events, the customer, and pages for everybody. */

const pageId = PAGES[0].pageId;
const NAME = "Lena Long";
const NOTES = 90; // more than two pages of a thread
let company: TestCompany;
let thread: Thread;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
  const { personId, psids } = await company.simulator.person(NAME);
  await company.simulator.write(pageId, personId, { text: "The very first" });
  thread = await company.threadOf(psids[pageId] ?? "");
  const numbers = Array.from({ length: NOTES }, (_, number) => number);
  await inParallel(numbers, 4, (number) =>
    company.owner.api.post(`/threads/${thread.id}/messages`, {
      kind: "note",
      text: `Note number ${number}`,
      clientId: `note-${number}`,
    }),
  );
});
test.afterAll(() => company.close());

/** The head of the list, with the name of the view. */
const headOf = (page: Page) =>
  page.getByRole("heading", { name: "Choose a view" });

const widthOf = async (page: Page) =>
  (
    await headOf(page)
      .locator("xpath=ancestor::div[contains(@class,'bg-sidebar')][1]")
      .boundingBox()
  )?.width ?? 0;

test("the list's width is set by keyboard or drag, is remembered, and the list can be put away", async ({
  openTab,
}) => {
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, NAME);
  const handle = page.getByRole("separator", { name: "Resize list" });
  const before = await widthOf(page);
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => widthOf(page)).toBeCloseTo(before + 32, 0);
  const box = await handle.boundingBox();
  if (!box) throw new Error("The handle is not on the page.");
  await page.mouse.move(box.x + box.width / 2, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, 400, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => widthOf(page)).toBeGreaterThan(before + 80);
  const wide = await widthOf(page);
  await page.reload();
  await expect(log(page)).toBeVisible();
  expect(await widthOf(page)).toBeCloseTo(wide, 0);
  await page.getByRole("button", { name: "Hide list" }).click();
  await expect(headOf(page)).toBeHidden();
  await page.reload();
  await expect(headOf(page)).toBeHidden();
  await page.getByRole("button", { name: "Show list" }).click();
  await expect(headOf(page)).toBeVisible();
});

test("an address of one message, far back, leads to it; one that is not there says so", async ({
  openTab,
}) => {
  const messages = await company.owner.api.all<Message>(
    `/threads/${thread.id}/messages`,
  );
  const first = messages.find(({ text }) => text === "The very first");
  const page = await openTab({ expected: /status of 422/ });
  await bringSession(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/inbox/${thread.id}?message=${first?.id}`);
  await expect(bubble(page, "The very first")).toBeInViewport();
  await expect(bubble(page, `Note number ${NOTES - 1}`)).not.toBeInViewport();
  const nowhere = "00000000-0000-7000-8000-000000000000";
  await page.goto(`${company.app.url}/inbox/${thread.id}?message=${nowhere}`);
  await expect(page.getByText("We couldn’t find that message")).toBeVisible();
});

test("searching finds a message and opens the conversation there", async ({
  openTab,
}) => {
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await page.getByRole("searchbox").fill("very first");
  await page
    .getByRole("list", { name: "Messages" })
    .getByRole("link", { name: /very first/ })
    .click();
  await expect(page).toHaveURL(/message=/);
  await expect(bubble(page, "The very first")).toBeInViewport();

  // The filter is written into the field, where it can be typed as well.
  const sought = page.getByRole("searchbox");
  const hits = page.getByRole("list", { name: "Messages" });
  await page.getByRole("button", { name: "Filter results" }).click();
  await page.getByRole("menuitem", { name: "From" }).click();
  await page.getByRole("menuitemradio", { name: "Customers" }).click();
  await expect(sought).toHaveValue("very first from:customer");
  await expect(hits.getByRole("link", { name: /very first/ })).toBeVisible();
  await sought.fill("very first from:me");
  await expect(page.getByText("No results")).toBeVisible();
  await sought.fill("from:customer has:file");
  await expect(page.getByText("Add words to search for")).toBeVisible();
  await sought.fill("very first");

  // It is saved under a name, and kept among the recent ones; the arrow keys choose it again.
  const field = page.getByRole("searchbox");
  await page.getByRole("button", { name: "Save search" }).click();
  const form = page.getByRole("dialog", { name: "Save search" });
  await form.getByRole("textbox", { name: "Name" }).fill("Beginnings");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Clear search" }).click();
  const kept = page.getByRole("group", { name: "Saved and recent searches" });
  await expect(kept.getByRole("button", { name: /Beginnings/ })).toHaveCount(3);
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("very first");
  await field.press("Escape");
  await field.focus();
  // A saved search becomes a view, by the keyboard alone.
  await kept
    .getByRole("button", { name: "Save “Beginnings” as a view" })
    .press("Enter");
  const view = page.getByRole("dialog", { name: "Save as view" });
  await expect(view.getByRole("textbox", { name: "Name" })).toHaveValue(
    "Beginnings",
  );
  await view.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(page.getByRole("heading", { name: /Beginnings/ })).toBeVisible();
  await expect(
    page.getByRole("list", { name: "Beginnings" }).getByRole("listitem"),
  ).toHaveCount(1);
  await field.focus();
  await kept.getByRole("button", { name: "Delete recent searches" }).click();
  await expect(kept.getByText("Recent searches")).toHaveCount(0);
  await kept.getByRole("button", { name: "Delete “Beginnings”" }).click();
  await expect(kept).toHaveCount(0);
  await expect
    .poll(() => company.owner.api.get("/me/preferences"))
    .toMatchObject({ searches: { recent: [], saved: [] } });
});

test("a long run of events folds, the last one stays", async ({ openTab }) => {
  for (const verb of [
    "take",
    "close",
    "reopen",
    "release",
    "take",
    "close",
    "reopen",
  ])
    await company.owner.api.post(`/threads/${thread.id}/${verb}`);
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, NAME);
  const fold = log(page).getByRole("button", { name: /earlier events/ });
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  const lines = log(page).locator("p", { hasText: /took|reopened/i });
  const folded = await lines.count();
  await fold.click();
  await expect.poll(() => lines.count()).toBeGreaterThan(folded);
});

test("a customer's name and details are edited, and everybody sees it", async ({
  openTab,
}) => {
  const otto = await company.colleague("Otto");
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, NAME);
  const pane = page.getByRole("complementary", { name: "Customer details" });
  await pane.getByRole("button", { name: "Edit customer" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit customer" });
  await dialog.getByRole("button", { name: "Add field" }).click();
  await dialog
    .getByRole("textbox", { name: "Field", exact: true })
    .fill("Order");
  await dialog
    .getByRole("textbox", { name: "Order", exact: true })
    .fill("LO-7741");
  const accountOwner = dialog.getByRole("combobox", { name: "Account owner" });
  await accountOwner.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "Otto" }).press("Enter");
  await expect(accountOwner).toHaveText("Otto");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(pane.getByText("LO-7741")).toBeVisible();
  await expect(pane.getByText("Otto", { exact: true })).toBeVisible();
  const saved = await company.owner.api.get<Customer>(
    `/customers/${thread.customer.id}`,
  );
  expect(saved.fields).toEqual({ Order: "LO-7741" });
  expect(saved.accountOwnerId).toBe(otto.id);

  // Nothing is said of stages before there is one; then open screens have it.
  const stage = pane.getByRole("combobox", { name: "Customer stage" });
  await expect(stage).toBeHidden();
  const { id: stageId } = await company.owner.api.post<{ id: string }>(
    "/customer-stages",
    { name: "Regular" },
  );
  await stage.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "Regular" }).press("Enter");
  await expect(stage).toHaveText("Regular");
  await expectAccessible(page);
  await expect
    .poll(() => company.owner.api.get(`/customers/${thread.customer.id}`))
    .toMatchObject({ stageId });
  // The customer asks to be left alone: their page says so, and the composer does before anything is sent.
  const at = `/customers/${thread.customer.id}`;
  await page.goto(company.app.url + at);
  const consent = page.getByRole("region", { name: "Consent" });
  await expect(consent.getByText("Nothing recorded")).toHaveCount(2);
  await consent.getByRole("button", { name: "Record consent" }).click();
  const form = page.getByRole("dialog", { name: /^Record consent of/ });
  await expect(form.getByRole("radio", { name: "Withdrawn" })).toBeChecked();
  await form.getByLabel("Note").fill("Asked on the phone");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Record consent" }).click();
  await expect(form).toBeHidden();
  await expect(consent.getByText("Asked on the phone").first()).toBeVisible();
  await page.goto(`${company.app.url}/inbox/${thread.id}`);
  await expect(page.getByText(/doesn’t want to be contacted/)).toBeVisible();
  await company.owner.api.post(`${at}/consents`, {
    purpose: "contact",
    given: true,
  });
  await expect(page.getByText(/doesn’t want to be contacted/)).toBeHidden();
});

test("on a customer's page an email is verified, and a duplicate is dismissed, suggested again and merged", async ({
  openTab,
}) => {
  const twin = await company.simulator.person("Lena Twin");
  await company.simulator.write(pageId, twin.personId, { text: "Me again" });
  const other = await company.threadOf(twin.psids[pageId] ?? "");
  const { api } = company.owner;
  for (const { customer } of [thread, other])
    await api.patch(`/customers/${customer.id}`, { email: "lena@example.com" });
  const check = { key: "email", reason: "Called back" };
  await api.post(`/customers/${other.customer.id}/verify`, check);
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers/${thread.customer.id}`);
  const section = page.getByRole("region", { name: "May be the same person" });
  await expect(section).toContainText("same email, claimed");
  await page.getByRole("button", { name: "Verify email" }).click();
  const dialog = page.getByRole("dialog", { name: "Verify this email?" });
  await dialog.getByRole("button", { name: "Verify" }).click();
  await expect(dialog).toContainText("Say how you checked it.");
  await expectAccessible(page);
  await dialog.getByLabel("How did you check it?").fill("Showed an ID");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/^Verified by /)).toBeVisible();
  await expect(page.getByText("Showed an ID")).toBeVisible();
  await expect(section).toContainText("same verified email");
  await expectAccessible(page);
  await section.getByRole("button", { name: /^Not the same person/ }).click();
  await expect(section.getByRole("status")).toContainText("suggested again");
  await section.getByRole("button", { name: /^Undo/ }).press("Enter");
  await expect(section.getByRole("status")).toHaveCount(0);
  await section.getByRole("button", { name: /^Same person/ }).click();
  await expect(page.getByText("Customers merged")).toBeVisible();
  await expect(section).toHaveCount(0);
});

test("what is typed about one customer stays with them", async ({
  openTab,
}) => {
  const [one, other] = ["Nina Note", "Nora Next"] as const;
  for (const name of [one, other]) {
    const { personId, psids } = await company.simulator.person(name);
    await company.simulator.write(pageId, personId, { text: "Me too" });
    await company.threadOf(psids[pageId] ?? "");
  }
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, one);
  const pane = page.getByRole("complementary", { name: "Customer details" });
  const note = pane.getByRole("textbox", { name: "Add note" });
  await note.fill("Likes oak");
  await openThread(page, other);
  await expect(pane).toContainText(other);
  await expect(note).toHaveValue("");
  await openThread(page, one);
  await expect(note).toHaveValue("Likes oak");
  await pane.getByRole("button", { name: "Add note" }).click();
  await expect(
    pane.getByRole("listitem").filter({ hasText: "Likes oak" }),
  ).toBeVisible();
  await expect(note).toHaveValue("");

  // Saved while another customer is opened: it is not there again, to be saved twice.
  const answering = Promise.withResolvers<void>();
  await page.route("**/notes", async (route) => {
    if (route.request().method() === "POST") await answering.promise;
    await route.continue();
  });
  await note.fill("Called back");
  await note.press("Control+Enter");
  await note.press("Control+Enter");
  await openThread(page, other);
  answering.resolve();
  await openThread(page, one);
  const saved = pane.getByRole("listitem").filter({ hasText: "Called back" });
  await expect(saved).toHaveCount(1);
  await expect(note).toHaveValue("");
});

test("the conversation on the screen is the one in the address, however it is left", async ({
  openTab,
}) => {
  for (const name of ["Paula Press", "Quinn Quick"]) {
    const { personId, psids } = await company.simulator.person(name);
    await company.simulator.write(pageId, personId, { text: "Good day" });
    await company.threadOf(psids[pageId] ?? "");
  }
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, company.owner);
  const on = (name: string) =>
    page.getByRole("log", { name: `Conversation with ${name}` });
  const menu = page.getByRole("navigation", { name: "Main menu" });

  await test.step("by the menu", async () => {
    await openThread(page, "Paula Press");
    await menu.getByRole("link", { name: /^Inbox/ }).click();
    await expect(page).toHaveURL(/\/inbox$/);
    await expect(log(page)).toHaveCount(0);
  });
  await test.step("by Back, or a step of the keys, right after a press", async () => {
    await openThread(page, "Paula Press");
    const address = page.url();
    // In one task, before the router has drawn the press.
    const pressAnd = (then: "back" | "step") =>
      rowOf(page, "Quinn Quick").evaluate((row: HTMLElement, what) => {
        row.click();
        if (what === "back") history.back();
        else
          document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }),
          );
      }, then);
    for (const then of ["back", "step"] as const) {
      await pressAnd(then);
      await expect(page).toHaveURL(address);
      await expect(on("Paula Press")).toBeVisible();
      await expect(on("Quinn Quick")).toHaveCount(0);
    }
  });
});

test("contact data is masked on an open screen, revealed by a click, and hidden again by right", async ({
  openTab,
}) => {
  const { owner } = company;
  const rosa = await company.colleague("Rosa");
  const email = "lena.long@example.org";
  await owner.api.patch(`/customers/${thread.customer.id}`, { email });
  await owner.api.post(`/threads/${thread.id}/take`, { force: true });
  await owner.api.post(`/threads/${thread.id}/transfer`, {
    to: { type: "agent", id: rosa.id },
    mode: "force",
    confirm: true, // she has not come in yet
  });
  const page = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(page, company.app.url, rosa);
  await openThread(page, NAME);
  const pane = page.getByRole("complementary", { name: "Customer details" });
  await expect(pane.getByRole("link", { name: email })).toBeVisible();

  const settings = await openTab({ viewport: { width: 1400, height: 800 } });
  await sitDown(settings, company.app.url, owner, "/settings/rights");
  const choose = async (choice: string, begins: RegExp) => {
    const select = settings.getByRole("combobox", {
      name: "Contact data for Agent",
    });
    await select.click();
    await settings.getByRole("option", { name: begins }).click();
    await expect(select).toHaveText(choice);
  };
  await choose("Masked until revealed", /^Masked until/);
  const reveal = pane.getByRole("button", { name: "Show contact data" });
  await expect(reveal).toBeVisible();
  await expect(pane.getByText("•••org", { exact: true })).toBeVisible();
  await expect(pane.getByText(email)).toHaveCount(0);
  await expectAccessible(page);
  await reveal.click();
  await expect(pane.getByRole("link", { name: email })).toBeVisible();

  await choose("Masked", /^Masked(?! until)/);
  await expect(pane.getByText("•••org", { exact: true })).toBeVisible();
  await expect(reveal).toHaveCount(0);
  await choose("Shown", /^Shown/);
  await expect(pane.getByRole("link", { name: email })).toBeVisible();
});

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
