import type { Page } from "@playwright/test";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible } from "./harness/axe.ts";
import {
  bringSession,
  bubble,
  log,
  openThread,
  rowOf,
  sitDown,
} from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import { inParallel } from "./harness/until.ts";
import { expect, test } from "./harness/test.ts";

/** The list beside a conversation, links to one message, the search, and folded events. */

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
