import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { openThread, rowOf, signInAt } from "./desk.ts";
import { choose } from "./form.ts";
import type { Hands } from "./hands.ts";
import { accept } from "./ringing.ts";

/** A day with the mouse: everything is pressed, only texts are typed. */
export function mouseHands(page: Page): Hands {
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: true });
  const field = page.getByRole("textbox", { name: "Message", exact: true });
  const search = page.getByRole("searchbox", { name: "Search conversations" });
  const openUserMenu = () =>
    page
      .getByRole("button", { name: /: status, appearance, sign out$/ })
      .click();
  const more = async (item: string) => {
    await button("More actions").click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  return {
    signIn: (appUrl, login) => signInAt(page, appUrl, login),
    async goOnAfterClosing() {
      await openUserMenu();
      await page.getByRole("menuitem", { name: "Profile" }).click();
      await choose(
        page,
        page.getByRole("combobox", { name: "After closing a conversation" }),
        "Go to the next one",
      );
      await this.backToInbox();
    },
    async setStatus(name) {
      await openUserMenu();
      await page.getByRole("menuitemradio", { name }).click();
      await expect(page.getByRole("menu")).toHaveCount(0);
    },
    async accept(customer) {
      await accept(page, customer);
      await expect(logOf(page, customer)).toBeVisible();
    },
    async useCanned(search, title) {
      await button("Canned replies").click();
      await field.pressSequentially(search);
      await page.getByRole("option", { name: title }).click();
    },
    send: () => button("Send").click(),
    async addNote({ mention, text }) {
      await page.getByRole("tab", { name: "Note" }).click();
      const note = page.getByRole("textbox", { name: "Note", exact: true });
      await note.pressSequentially(`@${mention.slice(0, 2).toLowerCase()}`);
      await page.getByRole("option", { name: mention }).click();
      await note.pressSequentially(text);
      await button("Add note").click();
      await page.getByRole("tab", { name: "Reply" }).click();
    },
    async label(name) {
      await more("Labels");
      const dialog = page.getByRole("dialog", { name: "Conversation labels" });
      await dialog.getByRole("checkbox", { name }).click();
      await expect(dialog.getByRole("checkbox", { name })).toBeChecked();
      await dialog.getByRole("button", { name: "Done" }).click();
    },
    async snooze(typed) {
      await more("Another time…");
      const dialog = page.getByRole("dialog", { name: "Snooze until" });
      await dialog.getByRole("combobox").fill(typed);
      await dialog.getByRole("option").first().click();
    },
    async transfer({ to, note }) {
      await button("Transfer").click();
      const dialog = page.getByRole("dialog", {
        name: "Transfer conversation",
      });
      await dialog.getByRole("radio", { name: to }).click();
      await dialog.getByLabel("Note").fill(note);
      await dialog.getByRole("button", { name: `Ask ${to}` }).click();
      await expect(dialog).toHaveCount(0);
    },
    open: (customer) => openThread(page, customer),
    async sendAndClose(text) {
      await field.fill(text);
      await button("Send and close").click();
    },
    async findMessage(words) {
      await search.click();
      await search.fill(words);
      await page
        .getByRole("list", { name: "Messages" })
        .getByRole("link")
        .first()
        .click();
      await button("Clear search").click();
    },
    async snoozeTogether(customers) {
      for (const name of customers) {
        await rowOf(page, name).hover();
        await page.getByRole("checkbox", { name: `Select ${name}` }).click();
      }
      await page
        .getByRole("toolbar", { name: "Selected conversations" })
        .getByRole("button", { name: "Snooze" })
        .click();
      await page.getByRole("menuitem", { name: "In 1 hour" }).click();
    },
    undo: () => button("Undo").last().click(),
    openCustomer: () =>
      page.getByRole("link", { name: "Open customer profile" }).click(),
    async backToInbox() {
      await page.getByRole("link", { name: /^Inbox/ }).click();
      await expect(search).toBeVisible();
    },
    async saveOwnAsView(name) {
      await button("Filter and sort").click();
      await page.getByRole("menuitem", { name: "Assigned to" }).click();
      await page
        .getByRole("menuitemradio", { name: "Me", exact: true })
        .click();
      await button("Save as view").click();
      const form = page.getByRole("dialog", { name: "Save as view" });
      await form.getByLabel("Name").fill(name);
      await form.getByRole("button", { name: "Save" }).click();
      await expect(form).toHaveCount(0);
    },
    async showView(name) {
      await button(/Choose a view$/).click();
      await page
        .getByRole("dialog", { name: "Views" })
        .getByRole("button", { name: new RegExp(`^${name}`) })
        .click();
    },
    async signOut() {
      await openUserMenu();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      const dialog = page.getByRole("dialog", { name: "Sign out" });
      await dialog.getByRole("radio", { name: /^Return all/ }).click();
      await dialog.getByRole("button", { name: "Sign out" }).click();
    },
    async openReport() {
      await page.getByRole("link", { name: "Reports" }).click();
      await page.getByRole("radio", { name: "Queues" }).check();
      // Today would begin anew at midnight.
      await page.getByRole("radio", { name: "7 days" }).check();
    },
    openClosedOf: (queue) =>
      page.getByRole("link", { name: `Closed ${queue}` }).click(),
  };
}

function logOf(page: Page, customer: string) {
  return page.getByRole("log", { name: `Conversation with ${customer}` });
}
