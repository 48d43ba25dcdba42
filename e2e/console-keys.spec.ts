import type { Page } from "@playwright/test";
import type { Thread } from "#contract/threads/thread.ts";
import { log, openThread, rowOf, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import { expectAccessible } from "./harness/axe.ts";
import { expect, test } from "./harness/test.ts";

/**
 * The console by keyboard: walking, commands, the palette, undo. All of it stands here, because one company with three
 * conversations serves every story.
 */

const pageId = PAGES[0].pageId;
const NAMES = ["Ada One", "Bea Two", "Cleo Three"];
let company: TestCompany;
const threadIds = new Map<string, string>();

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  for (const name of NAMES) {
    const { personId, psids } = await company.simulator.person(name);
    await company.simulator.write(pageId, personId, { text: `I am ${name}` });
    threadIds.set(name, (await company.threadOf(psids[pageId] ?? "")).id);
  }
});
test.afterAll(() => company.close());

async function sit(page: Page): Promise<void> {
  await sitDown(page, company.app.url, company.owner);
  await expect(rowOf(page, "Ada One")).toBeVisible();
  await expect(rowOf(page, "Bea Two")).toBeVisible();
}

function threadOf(name: string): Promise<Thread> {
  return company.owner.api.get<Thread>(`/threads/${threadIds.get(name)}`);
}

test("j and k walk on and on, t takes, Shift-e closes and goes on; undo reopens", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await page.keyboard.press("j");
  await expect(log(page)).toHaveAccessibleName(/Cleo Three/);
  await page.keyboard.press("j");
  await expect(log(page)).toHaveAccessibleName(/Bea Two/);
  await page.keyboard.press("j");
  await expect(log(page)).toHaveAccessibleName(/Ada One/);
  await page.keyboard.press("k");
  await expect(log(page)).toHaveAccessibleName(/Bea Two/);
  await page.keyboard.press("t");
  await expect
    .poll(async () => (await threadOf("Bea Two")).owner?.id)
    .toBe(company.owner.id);
  await page.keyboard.press("Shift+E");
  await expect
    .poll(async () => (await threadOf("Bea Two")).status)
    .toBe("closed");
  await expect(log(page)).not.toHaveAccessibleName(/Bea Two/);
  await expect(
    page
      .getByRole("listitem")
      .filter({ hasText: "Conversation closed" })
      .getByRole("button", { name: "Undo" }),
  ).toBeVisible();
  await page.keyboard.press("z");
  await expect
    .poll(async () => (await threadOf("Bea Two")).status)
    .not.toBe("closed");
});

test("a key right after a step is for the conversation that comes, also before it is drawn", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await page.keyboard.press("j");
  await expect(log(page)).toBeVisible();
  const before = (await log(page).getAttribute("aria-label")) ?? "";
  const note = page.getByRole("tab", { name: "Note" });
  await expect(note).toHaveAttribute("aria-selected", "false");
  // Both within one turn of the page: nothing can be drawn between them.
  await page.evaluate(() => {
    for (const key of ["j", "n"])
      document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
      );
  });
  await expect(log(page)).not.toHaveAccessibleName(before);
  await expect(note).toHaveAttribute("aria-selected", "true");
  await page
    .getByRole("textbox", { name: "Note", exact: true })
    .press("Escape");
  await page.keyboard.press("k");
  await expect(log(page)).toHaveAccessibleName(before);
  await expect(note).toHaveAttribute("aria-selected", "false");
});

test("single keys are letters while somebody writes, also in Chinese", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await openThread(page, "Ada One");
  const field = page.getByRole("textbox", { name: "Message" });
  await field.focus();
  await page.keyboard.type("tjex?");
  await expect(field).toHaveValue("tjex?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect((await threadOf("Ada One")).owner).toBeNull();
  await field.fill("");
  await field.press("Escape");
  // An input method at work: the key reaches the page, but is not ours.
  await page.evaluate(() =>
    document.body.dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "e",
        isComposing: true,
        bubbles: true,
      }),
    ),
  );
  await page.keyboard.press("n");
  await expect(page.getByRole("tab", { name: "Note" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  expect((await threadOf("Ada One")).status).toBe("waiting");
});

test("a key is changed in the list of keys, taken from its former action, and given back", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await page.keyboard.press("j");
  await expect(log(page)).toBeVisible();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const transfer = sheet.getByRole("button", {
    name: /^Change the key: Transfer/,
  });
  await transfer.press("Enter");
  await expect(transfer).toContainText("Press a key");
  await expectAccessible(page);
  await page.keyboard.press("s");
  await expect(transfer).toHaveText(/ S$/);
  await expect(sheet.getByRole("status")).toHaveText("Snooze has no key now.");
  await page.keyboard.press("Escape");
  const dialog = page.getByRole("dialog", { name: "Transfer conversation" });
  // The account keeps it.
  await page.goto(`${company.app.url}/inbox`);
  await expect(rowOf(page, "Ada One")).toBeVisible();
  await page.keyboard.press("j");
  await expect(log(page)).toBeVisible();
  await page.keyboard.press("x");
  await page.keyboard.press("s");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("?");
  await sheet.getByRole("button", { name: "Restore defaults" }).click();
  await expect(transfer).toHaveText(/ X$/);
});

test("? lists the keys, x transfers, s asks until when, the first time chosen", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await page.keyboard.press("j");
  await expect(log(page)).toBeVisible();
  await page.keyboard.press("?");
  await expect(
    page.getByRole("dialog", { name: "Keyboard shortcuts" }),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await expect(
    page.getByRole("dialog", { name: "Transfer conversation" }),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("s");
  const until = page.getByRole("dialog", { name: "Snooze until" });
  const time = until.getByRole("combobox");
  await expect(time).toBeFocused();
  // The menu with "Return to queue" is another: Enter here can only snooze.
  await expect(until.getByRole("option").first()).toHaveText(/^In 1 hour/);
  await expect(until.getByRole("option", { selected: true })).toHaveText(
    /^In 1 hour/,
  );
  await time.fill("not a time");
  await expect(
    until.getByText("This isn’t a time in the future"),
  ).toBeVisible();
  await time.fill("in 2 h");
  await time.press("Enter");
  await expect
    .poll(async () => (await threadOf("Cleo Three")).status)
    .toBe("snoozed");
  const { snoozedUntil } = await threadOf("Cleo Three");
  const minutes = (Date.parse(snoozedUntil ?? "") - Date.now()) / 60_000;
  expect(Math.round(minutes / 10)).toBe(12);
});

test("a dialog gives the focus back to where it was", async ({ openTab }) => {
  const page = await openTab();
  await sit(page);
  await page.goto(`${company.app.url}/settings/people`);
  const opener = page.getByRole("button", { name: "Add a person" });
  await opener.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("on a small laptop sign-out is in sight, and a dialog opens no hint by itself", async ({
  openTab,
}) => {
  const page = await openTab();
  await page.setViewportSize({ width: 1366, height: 768 });
  await sit(page);
  await page
    .getByRole("button", { name: /status, appearance, sign out/ })
    .press("Enter");
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeInViewport(
    { ratio: 1 },
  );
  await page.keyboard.press("Escape");
  await page.goto(`${company.app.url}/settings/people`);
  await page.getByRole("button", { name: "Add a person" }).press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(page.getByRole("tooltip")).toHaveCount(0);
});

test("the palette finds commands and customers from anywhere", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await openThread(page, "Ada One");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill("Take");
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await threadOf("Ada One")).owner?.id)
    .toBe(company.owner.id);
  await page.keyboard.press("Control+k");
  // No result repeats the typed text, and a message is found by its words.
  await palette.getByRole("combobox").fill("bea tw");
  await expect(
    palette.getByRole("option", { name: /Bea Two/ }).first(),
  ).toBeVisible();
  await expect(palette.getByRole("listbox")).not.toContainText("bea tw");
  await palette.getByRole("combobox").fill("am bea two");
  await palette
    .getByRole("group", { name: "Messages" })
    .getByRole("option")
    .first()
    .click();
  await expect(log(page)).toHaveAccessibleName(/Bea Two/);
});

test("the palette keeps the focus from a list that closes as it opens, and gives it back", async ({
  openTab,
}) => {
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner, "/settings/profile");
  const list = page.getByRole("combobox", { name: "After closing" });
  const field = page
    .getByRole("dialog", { name: "Commands" })
    .getByRole("combobox");
  for (const typed of ["note", "light", "mine"]) {
    await list.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("option").first()).toBeVisible();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    // On a busy machine the list gives the focus back to its button only between two keys.
    await page.keyboard.type(typed.slice(0, 2));
    await page
      .getByRole("combobox", { name: "After closing", includeHidden: true })
      .evaluate((button: HTMLElement) => button.focus());
    await page.keyboard.type(typed.slice(2));
    await expect(field).toHaveValue(typed);
    await page.keyboard.press("Escape");
    await expect(field).toHaveCount(0);
    await expect(list).toBeFocused();
  }
});

test("a canned reply is made in the settings, and inserted by / with its variables filled in", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await page.goto(`${company.app.url}/settings/canned-replies`);
  await page.getByRole("button", { name: "New canned reply" }).press("Enter");
  const form = page.getByRole("dialog", { name: "New canned reply" });
  await form.getByLabel("Title").fill("Return label");
  await form.getByLabel("Shortcut").fill("return");
  await form
    .getByRole("textbox", { name: "Text: All other languages" })
    .fill("Hi {{customer.firstName}}, your order {{customer.field.order}} …");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Save" }).press("Enter");
  await expect(page.getByText("/return ·")).toBeVisible();

  await page.goto(`${company.app.url}/inbox`);
  await openThread(page, "Bea Two");
  const field = page.getByRole("textbox", { name: "Message" });
  await field.focus();
  await page.keyboard.type("/ret");
  const list = page.getByRole("listbox", { name: "Canned replies" });
  await expect(list.getByRole("option")).toHaveText([/Return label/]);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(list).toHaveCount(0);
  await expect(field).toHaveValue(
    "Hi Bea, your order {{customer.field.order}} …",
  );
  // The variable without a value is selected: what is typed takes its place.
  await expect(
    page.getByRole("alert").filter({ hasText: "no value" }),
  ).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(/customer\.field\.order/);
  await page.keyboard.type("A-17");
  await expect(field).toHaveValue("Hi Bea, your order A-17 …");
  await page.keyboard.press("Enter");
  await expect(
    log(page).getByRole("article").filter({ hasText: "your order A-17" }),
  ).toBeVisible();
  // A slash inside a text is a slash.
  await field.focus();
  await page.keyboard.type("and/or");
  await expect(list).toHaveCount(0);

  // One stroke sends and closes, and goes on as the profile says.
  await page.evaluate(() => {
    const key = "parley.preferences";
    const held = JSON.parse(localStorage.getItem(key) ?? "{}") as object;
    localStorage.setItem(key, JSON.stringify({ ...held, afterClose: "list" }));
  });
  await page.reload();
  await field.fill("Bye for now");
  await field.press("Control+Shift+Enter");
  await expect
    .poll(async () => (await threadOf("Bea Two")).status)
    .toBe("closed");
  await expect(page).toHaveURL(/\/inbox$/);
  expect((await threadOf("Bea Two")).lastMessage?.text).toBe("Bye for now");
  await company.owner.api.post(`/threads/${threadIds.get("Bea Two")}/reopen`);
});

test("a macro is made in the settings, run by m after its steps were shown, and found by the palette", async ({
  openTab,
}) => {
  const page = await openTab();
  await sit(page);
  await openThread(page, "Bea Two");
  const other = await openTab();
  await sit(other);
  await other.goto(`${company.app.url}/settings/macros`);
  await other.getByRole("button", { name: "New macro" }).press("Enter");
  const form = other.getByRole("dialog", { name: "New macro" });
  await form.getByLabel("Name").fill("Say thanks");
  await form
    .getByRole("textbox", { name: "Step 1: text" })
    .fill("Thank you, {{customer.firstName}}");
  await form.getByRole("button", { name: "Add step" }).press("Enter");
  await form.getByRole("combobox", { name: "Step 2" }).press("Enter");
  await other.getByRole("option", { name: "Set the priority" }).press("Enter");
  await form.getByRole("button", { name: "Add step" }).press("Enter");
  await form.getByRole("combobox", { name: "Step 3" }).press("Enter");
  await other.getByRole("option", { name: "Close" }).press("Enter");
  await expectAccessible(other);
  await form.getByRole("button", { name: "Save" }).press("Enter");
  await expect(
    other.getByText("Send a text · Priority: High · Close"),
  ).toBeVisible();

  // The tab that was open before has it.
  await page.keyboard.press("Escape");
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog", { name: "Run a macro" });
  await expect(
    dialog.getByRole("region", { name: "Steps" }).getByText("Thank you, Bea"),
  ).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("searchbox").fill("thanks");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  // Among many events the earlier ones are folded.
  const fold = log(page).getByRole("button", { name: /^\d+ earlier event/ });
  await expect(async () => {
    if (await fold.isVisible()) await fold.click();
    await expect(log(page)).toContainText("You ran “Say thanks”", {
      timeout: 1_000,
    });
  }).toPass({ timeout: 20_000 });
  await expect(
    log(page).getByRole("article").filter({ hasText: "Thank you, Bea" }),
  ).toHaveCount(1);
  await expect
    .poll(async () => await threadOf("Bea Two"))
    .toMatchObject({ status: "closed", priority: "high" });
  // One step back for what can be taken back.
  await page
    .getByRole("listitem")
    .filter({ hasText: "“Say thanks” is done" })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect
    .poll(async () => await threadOf("Bea Two"))
    .toMatchObject({ status: "open", priority: "normal" });

  // The palette finds it by its name.
  await page.keyboard.press("Control+k");
  await page
    .getByRole("dialog", { name: "Commands" })
    .getByRole("combobox")
    .fill("Say thanks");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Thank you, Bea")).toBeVisible();
  await page.keyboard.press("Escape");

  // It gets a key of its own, which the person's other devices have, too.
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet
    .getByRole("button", { name: "Change the key: Say thanks" })
    .click();
  await page.keyboard.press("q");
  await expect(
    sheet.getByRole("button", { name: "Change the key: Say thanks" }),
  ).toContainText("Q");
  await expectAccessible(page);
  if (process.env["LOOK"])
    await page.screenshot({ path: `${process.env["LOOK"]}/keys.png` });
  await expect
    .poll(() => company.owner.api.get("/me/preferences"))
    .toMatchObject({ keys: { [`macro:${await macroId()}`]: "q" } });
  const phone = await openTab();
  await sit(phone);
  await openThread(phone, "Bea Two");
  // The field has the focus a moment after the conversation is there; Escape before that would leave it.
  await phone.getByRole("textbox", { name: /Message|Note/ }).press("Escape");
  await phone.keyboard.press("q");
  await expect(
    phone
      .getByRole("dialog", { name: "Run a macro" })
      .getByText("Thank you, Bea"),
  ).toBeVisible();
});

async function macroId(): Promise<string | undefined> {
  const macros = await company.owner.api.all<{ id: string }>("/macros");
  return macros[0]?.id;
}

test("a pressed push notification opens its conversation in the tab that is there", async ({
  openTab,
}) => {
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await expect(rowOf(page, "Ada One")).toBeVisible();
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  });
  const [worker] = page.context().serviceWorkers();
  // A headless browser shows no notification: its press reaches the worker as the browser would tell it.
  await worker?.evaluate(`self.dispatchEvent(
    Object.assign(new ExtendableEvent("notificationclick"), {
      notification: {
        close() {},
        data: { url: "/inbox/${threadIds.get("Ada One")}" },
      },
    }),
  )`);
  await expect(log(page)).toHaveAccessibleName(/Ada One/);
});

test("the palette has every act of the conversation's menu: link, transcript, block, delete", async ({
  openTab,
}) => {
  const { personId, psids } = await company.simulator.person("Dora Four");
  await company.simulator.write(pageId, personId, { text: "I am Dora Four" });
  const { id } = await company.threadOf(psids[pageId] ?? "");
  const page = await openTab({ expected: /status of 404/ });
  await sit(page);
  await openThread(page, "Dora Four");
  await page.getByRole("textbox", { name: /Message|Note/ }).press("Escape");
  const palette = page.getByRole("dialog", { name: "Commands" });
  const command = async (typed: string, name: string | RegExp) => {
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill(typed);
    await expect(palette.getByRole("option", { name }).first()).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(palette).toHaveCount(0);
  };
  await command("copy link", /^Copy link \(#\d+\)/);
  await expect(page.getByText("Link copied")).toBeVisible();

  const opened = page.context().waitForEvent("page");
  await command("transcript", "Transcript");
  const transcript = await opened;
  await expect(transcript).toHaveURL(/\/transcript\//);
  await expect(transcript.getByText("I am Dora Four")).toBeVisible();
  await transcript.close();

  await command("block", "Block customer…");
  const asked = page.getByRole("dialog", { name: "Block Dora Four?" });
  await asked.getByLabel("Reason").fill("Insults");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  const stored = () => company.owner.api.get<Thread>(`/threads/${id}`);
  const block = async () => (await stored()).customer.block;
  await expect.poll(block).toMatchObject({ reason: "Insults" });
  await expect(asked).toHaveCount(0);
  await command("unblock", "Unblock customer");
  await expect.poll(block).toBeNull();

  await command("delete", "Delete");
  await expect(page.getByText("Conversation deleted")).toBeVisible();
  await expect(stored()).rejects.toThrow("404");
  await page.keyboard.press("z");
  const found = () =>
    stored().then(
      (thread) => thread.id,
      () => null,
    );
  await expect.poll(found).toBe(id);
});
