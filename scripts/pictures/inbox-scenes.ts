import type { Page } from "@playwright/test";
import { dialogBehind, withIcon } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { SHOWN } from "./showcase.ts";

const THREADS = "a[href^='/inbox/']";

async function openFirst(page: Page): Promise<void> {
  await page.locator(THREADS).first().click();
  await page.locator("[role=log] article").first().waitFor();
}

/** Opens a customer of the showcase, at whatever place in the list. */
async function openCustomer(page: Page, name: string): Promise<void> {
  await page.locator("input[type=search]").fill(name);
  await page.locator(THREADS).filter({ hasText: name }).first().click();
  await page.locator("[role=log] article").first().waitFor();
}

const shown = (name: string) => (page: Page) => openCustomer(page, name);

async function press(page: Page, key: string, shows: string): Promise<void> {
  await openFirst(page);
  await page.locator("#composer").press("Escape");
  await page.keyboard.press(key);
  await page.locator(shows).waitFor();
}

/** A reply of the composer, with a time at which it could be sent. */
async function sendLater(page: Page): Promise<void> {
  await openCustomer(page, SHOWN.everyKind);
  await page
    .locator("#composer")
    .fill("Your lamp is ready. You can collect it from Monday on.");
  await page.locator(withIcon("calendar-clock")).click();
  await page.locator("[role=dialog] input:not([type])").fill("in 2 h");
}

/** Two macros of the person who looks; those that are there already stay. */
function keepMacros(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const macros = [
      {
        name: "Out of stock",
        steps: [
          { type: "take" },
          {
            type: "reply",
            text: "Hi {{customer.firstName}}, this is out of stock until Monday. May I write to you then?",
          },
          { type: "snooze", minutes: 4320 },
        ],
      },
      {
        name: "Thank and close",
        steps: [
          { type: "note", text: "Settled by phone." },
          { type: "priority", priority: "low" },
          { type: "close", outcome: null },
        ],
      },
    ];
    for (const macro of macros)
      await fetch("/api/v1/macros", {
        method: "POST",
        headers: { "content-type": "application/json", "x-parley": "1" },
        body: JSON.stringify(macro),
      });
  });
}

const emptyComposer = (page: Page) => page.locator("#composer").fill("");

/** An item of the menu of the first conversation. */
const threadAct = (icon: string) => async (page: Page) => {
  await openCustomer(page, SHOWN.everyKind);
  await page.locator("header [aria-haspopup=menu]").last().click();
  await page.locator(`[role=menuitem]:has(svg.lucide-${icon})`).click();
  await page.getByRole("dialog").waitFor();
};

/** Conversations, their list and what opens over them. */
export const inboxScenes: Scene[] = [
  {
    name: "inbox",
    path: "/inbox",
    act: (page) => page.locator(THREADS).first().waitFor(),
  },
  { name: "thread", path: "/inbox", act: openFirst },
  { name: "kinds-end", path: "/inbox", act: shown(SHOWN.everyKind) },
  {
    name: "kinds-middle",
    path: "/inbox",
    async act(page) {
      await openCustomer(page, SHOWN.everyKind);
      await page.locator("[role=log] video").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "kinds-beginning",
    path: "/inbox",
    async act(page) {
      await openCustomer(page, SHOWN.everyKind);
      await page.locator("[role=log] article").first().scrollIntoViewIfNeeded();
    },
  },
  { name: "arabic", path: "/inbox", act: shown(SHOWN.arabic) },
  { name: "window-over", path: "/inbox", act: shown(SHOWN.windowOver) },
  {
    name: "thread-gone",
    path: "/inbox/00000000-0000-7000-8000-000000000000",
    async act(page) {
      await page.getByRole("button").last().waitFor();
    },
  },
  {
    name: "offline",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page.context().setOffline(true);
      await page
        .locator("[data-lamp=offline]")
        .first()
        .waitFor({ state: "attached" });
    },
    leave: (page) => page.context().setOffline(false),
  },
  {
    name: "emoji",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page
        .locator("textarea ~ div button[aria-haspopup=dialog]")
        .first()
        .click();
      await page.locator("[frimousse-emoji]:visible").first().waitFor();
    },
  },
  {
    name: "search",
    path: "/inbox",
    async act(page) {
      await page.locator("input[type=search]").fill("lamp");
      await page.locator("h2 + ul a, [role=status] + ul a").first().waitFor();
    },
  },
  {
    name: "search-nothing",
    path: "/inbox",
    async act(page) {
      await page.locator("input[type=search]").fill("zzqqxx");
      await page.locator("h1 ~ *, h2, h3").first().waitFor();
      await page.waitForLoadState("networkidle");
    },
  },
  {
    name: "note",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page.getByRole("tab").nth(1).click();
    },
  },
  {
    name: "long-reply",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page
        .locator("#composer")
        .fill("A long answer with many sentences. ".repeat(70));
      // The one that shows where it is cut; the emoji's also opens something.
      await page
        .locator(
          "textarea ~ div button[aria-expanded]:not([aria-haspopup=dialog])",
        )
        .click();
    },
    leave: (page) => page.locator("#composer").fill(""),
  },
  {
    name: "transcript",
    path: "/inbox",
    isWhole: true,
    async act(page) {
      await openCustomer(page, SHOWN.everyKind);
      await page.goto(
        `${page.url().replace("/inbox/", "/transcript/")}?notes=true`,
      );
      await page.locator("main ol").first().waitFor();
    },
  },
  {
    name: "send-later",
    path: "/inbox",
    act: sendLater,
    leave: emptyComposer,
  },
  {
    name: "scheduled",
    path: "/inbox",
    async act(page) {
      await sendLater(page);
      await page.locator("[role=dialog] button[type=submit]").click();
      await page.locator("li svg.lucide-calendar-clock").waitFor();
    },
    async leave(page) {
      await page.locator("li button:has(svg.lucide-x)").first().click();
      await page
        .locator("li svg.lucide-calendar-clock")
        .waitFor({ state: "detached" });
    },
  },
  {
    name: "closing",
    path: "/inbox",
    async act(page) {
      await sendLater(page);
      await page.locator("[role=dialog] button[type=submit]").click();
      await page.locator("li svg.lucide-calendar-clock").waitFor();
      await page.locator("#composer").press("Escape");
      await page.keyboard.press("e");
      await page.locator("[role=dialog]").waitFor();
    },
    async leave(page) {
      await page.keyboard.press("Escape");
      await page.locator("li button:has(svg.lucide-x)").first().click();
      await page
        .locator("li svg.lucide-calendar-clock")
        .waitFor({ state: "detached" });
    },
  },
  {
    name: "macro",
    path: "/inbox",
    async act(page) {
      await keepMacros(page);
      await openFirst(page);
      await page.locator(withIcon("zap")).first().click();
      await page.locator("[role=dialog] ol li").first().waitFor();
    },
  },
  {
    name: "menu",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page.locator("header [aria-haspopup=menu]").last().click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "user-menu",
    path: "/inbox",
    async act(page) {
      await page.locator("nav [aria-haspopup=menu]").click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "transfer",
    path: "/inbox",
    minWidth: 768,
    act: (page) => press(page, "x", "[role=dialog]"),
  },
  {
    name: "keys",
    path: "/inbox",
    minWidth: 768,
    act: (page) => press(page, "?", "[role=dialog]"),
  },
  {
    name: "palette",
    path: "/inbox",
    minWidth: 768,
    act: (page) => press(page, "Control+k", "[role=dialog]"),
  },
  {
    name: "viewer",
    path: "/inbox",
    async act(page) {
      await openCustomer(page, SHOWN.everyKind);
      await page.locator("[role=log] button:has(img)").first().click();
      await page.locator("[role=dialog] img").waitFor();
    },
  },
  {
    name: "snooze",
    path: "/inbox",
    minWidth: 768,
    act: (page) => press(page, "s", "[role=dialog]"),
  },
  {
    name: "wrap-up",
    path: "/inbox",
    async act(page) {
      await openCustomer(page, SHOWN.arabic);
      await page.locator("#composer").blur();
      await page.keyboard.press("e");
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "labels", path: "/inbox", act: threadAct("tag") },
  { name: "add-people", path: "/inbox", act: threadAct("user-plus") },
  {
    name: "filter",
    path: "/inbox",
    async act(page) {
      await page.locator(withIcon("list-filter")).first().click();
      await page.locator("[role=dialog], [role=menu]").first().waitFor();
    },
  },
  {
    name: "notifications",
    path: "/inbox",
    act: dialogBehind("bell"),
  },
  {
    name: "why-here",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page.locator("header [aria-haspopup=menu]").last().click();
      await page.locator("[role=menuitem]:has(svg.lucide-waypoints)").click();
      await page.locator("[role=dialog] ol").first().waitFor();
    },
  },
];
