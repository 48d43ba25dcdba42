import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { lamp } from "./desk.ts";
import type { Hands } from "./hands.ts";
import { card } from "./ringing.ts";
import { tabTo } from "./tab-to.ts";

/** A day without a mouse: nothing but keys, which go to what has the focus. */
export function keyHands(page: Page): Hands {
  const { keyboard } = page;
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  const field = page.getByRole("textbox", { name: "Message", exact: true });
  const search = page.getByRole("searchbox", { name: "Search conversations" });
  const dialogOf = (name: string) => page.getByRole("dialog", { name });
  const current = page.locator("li a[aria-current=true]");
  const focused = page.locator("textarea:focus, input:focus");
  /** Leaves the field, so that single keys are commands. */
  const leaveField = async () => {
    if ((await focused.count()) > 0) await press("Escape");
    await expect(focused).toHaveCount(0);
  };
  /** Runs the command, or opens what the palette has found, that this begins. */
  const command = async (typed: string, name: string | RegExp) => {
    await press("Control+k");
    const palette = dialogOf("Commands");
    await expect(palette.getByRole("combobox")).toBeFocused();
    await keyboard.type(typed);
    const wanted = palette.getByRole("option", { name }).first();
    await stepTo(page, wanted, "ArrowDown");
    await press("Enter");
    await expect(palette).toHaveCount(0);
  };
  /** J to the end of the list, then K back to its beginning. */
  const walkTo = async (customer: string) => {
    await leaveField();
    for (const [key, neighbour] of [
      ["j", page.locator("li:has(> a[aria-current=true]) + li")],
      ["k", page.locator("li:has(+ li > a[aria-current=true])")],
    ] as const)
      for (;;) {
        const isOpen = (await current.count()) > 0;
        if (isOpen && (await current.innerText()).includes(customer)) return;
        if (isOpen && (await neighbour.count()) === 0) break;
        const before = page.url();
        await press(key);
        await expect(page).not.toHaveURL(before);
        // The address is there before the row is drawn as the current one.
        const { pathname } = new URL(page.url());
        await expect(current).toHaveAttribute("href", pathname);
      }
    throw new Error(`J and K do not lead to ${customer}.`);
  };
  return {
    async signIn(appUrl, { email, password }) {
      await page.goto(appUrl);
      await expect(page.getByLabel("Email")).toBeFocused();
      await keyboard.type(email);
      await press("Tab");
      await keyboard.type(password);
      await press("Enter");
      await expect(lamp(page)).toHaveText("Live");
    },
    async goOnAfterClosing() {
      await command("Profile", /Profile/);
      await tabTo(page, "After closing a conversation");
      await press("Enter");
      const wanted = page.getByRole("option", { name: "Go to the next one" });
      await expect(wanted).toBeVisible();
      await stepTo(page, wanted, "ArrowDown");
      await press("Enter");
      await this.backToInbox();
    },
    setStatus: (name) => command(name, new RegExp(`^${name}`)),
    async accept(customer) {
      await expect(card(page, customer)).toBeVisible();
      await press("Alt+a");
      await expect(logOf(page, customer)).toBeVisible();
      await expect(field).toBeFocused();
    },
    async useCanned(search, title) {
      await keyboard.type(`/${search}`);
      await expect(
        page.getByRole("option", { name: title, selected: true }),
      ).toBeVisible();
      await press("Enter");
    },
    send: () => press("Enter"),
    async addNote({ mention, text }) {
      await leaveField();
      await press("n");
      const note = page.getByRole("textbox", { name: "Note", exact: true });
      await expect(note).toBeFocused();
      await keyboard.type(`@${mention.slice(0, 2).toLowerCase()}`);
      await expect(
        page.getByRole("option", { name: mention, selected: true }),
      ).toBeVisible();
      await press("Enter");
      await keyboard.type(text);
      await press("Enter");
      await leaveField();
      await press("r");
      await expect(field).toBeFocused();
    },
    async label(name) {
      await leaveField();
      await press("l");
      const dialog = dialogOf("Conversation labels");
      await expect(dialog.getByRole("searchbox")).toBeFocused();
      await expect(dialog.getByRole("checkbox", { name })).toBeVisible();
      await keyboard.type(name.slice(0, 3));
      await press("Enter");
      await expect(dialog.getByRole("checkbox", { name })).toBeChecked();
      await press("Escape");
      await expect(dialog).toHaveCount(0);
    },
    async snooze(typed) {
      await press("s");
      const dialog = dialogOf("Snooze until");
      await expect(dialog.getByRole("combobox")).toBeFocused();
      await keyboard.type(typed);
      await press("Enter");
    },
    async transfer({ to, note }) {
      await press("x");
      const dialog = dialogOf("Transfer conversation");
      await expect(dialog.getByRole("searchbox")).toBeFocused();
      await expect(dialog.getByRole("radio", { name: to })).toBeEnabled();
      await keyboard.type(to);
      await press("Enter");
      await expect(dialog.getByLabel("Note")).toBeFocused();
      await keyboard.type(note);
      await tabTo(page, `Ask ${to}`);
      await press("Enter");
      await expect(dialog).toHaveCount(0);
    },
    open: walkTo,
    async sendAndClose(text) {
      await press("r");
      await expect(field).toBeFocused();
      await keyboard.type(text);
      await press("Control+Shift+Enter");
    },
    async findMessage(words) {
      await leaveField();
      await press("/");
      await expect(search).toBeFocused();
      await keyboard.type(words);
      const hits = page.getByRole("list", { name: "Messages" });
      await expect(hits.getByRole("link").first()).toBeVisible();
      await stepTo(page, hits.locator("a:focus"), "ArrowDown");
      await press("Enter");
      await expect(field).toBeFocused();
      await leaveField();
      await press("/");
      await expect(search).toBeFocused();
      await press("Escape");
    },
    async snoozeTogether(customers) {
      for (const name of customers) {
        await walkTo(name);
        await press("Shift+X");
      }
      await this.snooze("in 1 h");
    },
    undo: () => press("z"),
    openCustomer: () => command("customer pro", "Open customer profile"),
    async backToInbox() {
      await command("Inbox: All", /^Inbox: All/);
      await expect(search).toBeVisible();
    },
    async saveOwnAsView(name) {
      await press("/");
      await expect(search).toBeFocused();
      await tabTo(page, "Filter and sort", { isBack: true });
      await press("Enter");
      await stepTo(
        page,
        page.getByRole("menuitem", { name: "Assigned to" }),
        "ArrowDown",
      );
      await press("ArrowRight");
      const me = page.getByRole("menuitemradio", { name: "Me", exact: true });
      await expect(me).toBeVisible();
      await stepTo(page, me, "ArrowDown");
      await press("Enter");
      await expect(page.getByRole("menu")).toHaveCount(0);
      await tabTo(page, "Save as view");
      await press("Enter");
      const form = dialogOf("Save as view");
      await expect(form.getByLabel("Name")).toBeFocused();
      await keyboard.type(name);
      await press("Enter");
      await expect(form).toHaveCount(0);
    },
    showView: (name) =>
      command(`Inbox: ${name}`, new RegExp(`^Inbox: ${name}`)),
    async signOut() {
      await command("Sign out", "Sign out");
      const dialog = dialogOf("Sign out");
      await expect(
        dialog.getByRole("radio", { name: /^Return all/ }),
      ).toBeChecked();
      await tabTo(page, "Sign out", { exact: true });
      await press("Enter");
    },
    async openReport() {
      await command("Reports", "Reports");
      const queues = page.getByRole("radio", { name: "Queues" });
      await expect(queues).toBeVisible();
      // Today would begin anew at midnight.
      await tabTo(page, "Today", { exact: true });
      await press("ArrowRight");
      await press("ArrowRight");
      await expect(page.getByRole("radio", { name: "7 days" })).toBeChecked();
      await tabTo(page, "Agents", { exact: true });
      await press("ArrowRight");
      await expect(queues).toBeChecked();
    },
    async openClosedOf(queue) {
      await expect(
        page.getByRole("link", { name: `Closed ${queue}` }),
      ).toBeVisible();
      await tabTo(page, `Closed${queue}`);
      await press("Enter");
    },
  };
}

function logOf(page: Page, customer: string): Locator {
  return page.getByRole("log", { name: `Conversation with ${customer}` });
}

/** Presses a key until this is chosen or has the focus. */
async function stepTo(page: Page, wanted: Locator, key: string): Promise<void> {
  await expect(async () => {
    const isThere =
      (await wanted.count()) > 0 &&
      (await wanted.evaluate(
        (element) =>
          element === document.activeElement ||
          element.getAttribute("aria-selected") === "true",
        null,
        { timeout: 1_000 },
      ));
    if (isThere) return;
    await page.keyboard.press(key);
    throw new Error(`${key} does not lead there.`);
  }).toPass({ intervals: [50], timeout: 30_000 });
}
