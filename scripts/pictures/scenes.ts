import type { Page } from "@playwright/test";
import type { GettingStarted } from "#contract/company/getting-started.ts";
import { SHOWN } from "./showcase.ts";

/** One state of the product, and how to get there. */
export type Scene = {
  name: string;
  /** A path of the console; "simulator" is the other program's page. */
  path: string;
  /** The scene of a signed-out visitor. */
  isPublic?: boolean;
  /** From the loaded page to the state that is photographed. Everything is found by role or place: names change with the language. */
  act?: (page: Page) => Promise<void>;
  /** Restores what outlives the page. */
  leave?: (page: Page) => Promise<void>;
  /** Widths at which the state exists; left out: all. */
  minWidth?: number;
  /** The picture is as high as the page is long. */
  isWhole?: boolean;
};

const THREADS = "a[href^='/inbox/']";
const GETTING_STARTED = "**/api/v1/settings/getting-started";
/** The demo has done all steps, so this state is not the server's. */
const FIRST_DAY: GettingStarted = {
  steps: {
    company: false,
    channel: false,
    queue: true,
    route: false,
    teammate: false,
  },
  done: false,
  hidden: false,
  unfinishedChannelId: null,
};

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

/** A button by its icon. */
const withIcon = (icon: string) => `button:has(svg.lucide-${icon}):visible`;

/** Clicks buttons one after the other, then waits for the dialog. */
const dialogBehind =
  (...icons: string[]) =>
  async (page: Page) => {
    for (const icon of icons)
      await page.locator(withIcon(icon)).first().click();
    await page.getByRole("dialog").first().waitFor();
  };

/** Opens the customer of the showcase with a possible duplicate. */
async function openTwin(page: Page): Promise<void> {
  await page.locator("input[type=search]").fill(SHOWN.twin);
  await page
    .locator("main a[href^='/customers/']")
    .filter({ hasText: SHOWN.twin })
    .first()
    .click();
  await page.waitForURL(/customers\/[0-9a-f-]{36}/);
  await page.locator("dl").first().waitFor();
}

/** An item of the menu over the customer as a whole. */
const customerAct = (icon: string) => async (page: Page) => {
  await openTwin(page);
  await page
    .locator(`main ${withIcon("ellipsis")}`)
    .first()
    .click();
  await page.locator(`[role=menuitem]:has(svg.lucide-${icon})`).click();
  await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
};

async function openLead(page: Page): Promise<void> {
  await page.locator("main a[href^='/leads/']").first().click();
  await page.waitForURL(/leads\/[0-9a-f-]{36}/);
  await page.locator("main dl").first().waitFor();
}

const leadDialog = (icon: string) => async (page: Page) => {
  await openLead(page);
  await dialogBehind(icon)(page);
};

/** An item of the menu of the first conversation. */
const threadAct = (icon: string) => async (page: Page) => {
  await openCustomer(page, SHOWN.everyKind);
  await page.locator("header [aria-haspopup=menu]").last().click();
  await page.locator(`[role=menuitem]:has(svg.lucide-${icon})`).click();
  await page.getByRole("dialog").waitFor();
};

async function openChannel(page: Page): Promise<void> {
  await page
    .locator("main a[href^='/settings/channels/']:not([href$=new])")
    .first()
    .click();
  await page.waitForURL(/channels\/[0-9a-f-]{36}/);
}

const ofChannel = (below: string) => async (page: Page) => {
  await openChannel(page);
  await page.goto(`${page.url()}/${below}`);
  await page.locator("main h2").first().waitFor();
};

/** Shows _Getting started_ as on the first day. */
async function showFirstDay(page: Page): Promise<void> {
  await page.route(GETTING_STARTED, (route) =>
    route.fulfill({ json: FIRST_DAY }),
  );
  await page.reload();
  await page.locator("main ol form").waitFor();
}

/** The card of the page's reviewer, the third of its app review. */
const reviewerCard = (page: Page) => page.locator("main section").nth(2);

export const scenes: Scene[] = [
  { name: "sign-in", path: "/sign-in", isPublic: true },
  { name: "privacy", path: "/privacy", isPublic: true },
  { name: "legal", path: "/legal", isPublic: true },
  ...[
    "terms",
    "data-deletion",
    "deletion/none",
    "forgot-password",
    "invitation/none",
    "reset-password/none",
  ].map((place) => ({
    name: place.replace("/", "-"),
    path: `/${place}`,
    isPublic: true,
  })),
  { name: "not-found", path: "/nowhere" },
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
  { name: "customers", path: "/customers" },
  {
    name: "customer",
    path: "/customers",
    async act(page) {
      // One of the cast, who has written.
      await page
        .locator("main a[href^='/customers/']")
        .filter({ hasText: "Hannah Brooks" })
        .click();
      await page.locator("dl").first().waitFor();
      await page.locator("a[href^='/inbox/']").first().waitFor();
    },
  },
  {
    name: "customer-duplicate",
    path: "/customers",
    async act(page) {
      await openTwin(page);
      await page.locator("main section li button").first().waitFor();
    },
    isWhole: true,
  },
  {
    name: "customer-files",
    path: "/customers",
    async act(page) {
      await page.locator("input[type=search]").fill(SHOWN.everyKind);
      await page
        .locator("main a[href^='/customers/']")
        .filter({ hasText: SHOWN.everyKind })
        .first()
        .click();
      await page.waitForURL(/customers\/[0-9a-f-]{36}/);
      await page.locator("label:has([value=files])").click();
      await page.locator("main section section h3").first().waitFor();
    },
    isWhole: true,
  },
  { name: "customer-block", path: "/customers", act: customerAct("ban") },
  { name: "customer-erase", path: "/customers", act: customerAct("eraser") },
  {
    name: "customer-merge",
    path: "/customers",
    async act(page) {
      await openTwin(page);
      await page.locator("main section li button").first().click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "snooze",
    path: "/inbox",
    minWidth: 768,
    act: (page) => press(page, "s", "[role=menu]"),
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
  { name: "leads", path: "/leads" },
  { name: "leads-board", path: "/leads?view=board" },
  {
    name: "leads-filter",
    path: "/leads",
    async act(page) {
      await page.locator(withIcon("sliders-horizontal")).click();
      await page.locator("main [aria-expanded=true]").first().waitFor();
    },
  },
  {
    name: "leads-files",
    path: "/leads",
    async act(page) {
      await page.locator("main [aria-haspopup=menu]").first().click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "leads-import",
    path: "/leads",
    async act(page) {
      await page.locator("main [aria-haspopup=menu]").first().click();
      await page.locator("[role=menuitem]:has(svg.lucide-upload)").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "lead", path: "/leads", act: openLead, isWhole: true },
  { name: "lead-note", path: "/leads", act: leadDialog("sticky-note") },
  { name: "lead-call", path: "/leads", act: leadDialog("phone-call") },
  { name: "lead-contact", path: "/leads", act: leadDialog("pencil") },
  {
    name: "lead-transfer",
    path: "/leads",
    act: leadDialog("arrow-left-right"),
  },
  {
    name: "lead-lost",
    path: "/leads",
    async act(page) {
      await openLead(page);
      await page.locator("main [role=combobox]").first().click();
      // The stage lost is the last one.
      await page.getByRole("option").last().click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "settings-start-unfinished",
    path: "/settings/start",
    act: showFirstDay,
    leave: (page) => page.unroute(GETTING_STARTED),
    isWhole: true,
  },
  ...[
    "start",
    "company",
    "customer-fields",
    "customer-stages",
    "note-categories",
    "leads",
    "mail",
    "retention",
    "data-requests",
    "rights",
    "audit",
    "deliveries",
    "channels",
    "channels/new",
    "channels/facebook",
    "queues",
    "ring-groups",
    "departments",
    "holidays",
    "labels",
    "canned-replies",
    "macros",
    "what-if",
    "routing",
    "people",
    "profile",
    "tokens",
  ].map((place) => ({
    name: `settings-${place.replace("/", "-")}`,
    path: `/settings/${place}`,
    isWhole: true,
  })),
  {
    name: "settings-channel",
    path: "/settings/channels",
    act: openChannel,
    isWhole: true,
  },
  {
    name: "settings-channel-guide",
    path: "/settings/channels",
    act: ofChannel("guide"),
    isWhole: true,
  },
  {
    name: "settings-channel-review",
    path: "/settings/channels",
    act: ofChannel("review"),
    isWhole: true,
  },
  {
    name: "settings-channel-reviewer",
    path: "/settings/channels",
    async act(page) {
      await ofChannel("review")(page);
      await reviewerCard(page).getByRole("button").last().click();
      await reviewerCard(page).getByRole("status").last().waitFor();
      await reviewerCard(page).scrollIntoViewIfNeeded();
    },
    async leave(page) {
      const { origin, pathname } = new URL(page.url());
      const [, , , channelId] = pathname.split("/");
      await page.request.delete(
        `${origin}/api/v1/review/${channelId}/reviewer`,
        {
          headers: { origin },
        },
      );
    },
  },
  {
    name: "settings-delivery",
    path: "/settings/deliveries",
    async act(page) {
      await page
        .locator("main a[href^='/settings/deliveries/']")
        .first()
        .click();
      await page.waitForURL(/deliveries\/[0-9a-f-]+/);
      await page.locator("main dl, main pre").first().waitFor();
    },
    isWhole: true,
  },
  ...[
    "queues",
    "ring-groups",
    "departments",
    "holidays",
    "labels",
    "canned-replies",
    "macros",
    "customer-fields",
    "customer-stages",
    "note-categories",
    "data-requests",
    "tokens",
  ].map((place) => ({
    name: `settings-${place}-new`,
    path: `/settings/${place}`,
    act: dialogBehind("plus"),
  })),
  {
    name: "settings-rule",
    path: "/settings/channels",
    async act(page: Page) {
      await openChannel(page);
      await dialogBehind("plus")(page);
    },
  },
  {
    name: "settings-queue",
    path: "/settings/queues",
    isWhole: true,
    async act(page) {
      await page.locator("main a[href^='/settings/queues/']").first().click();
      await page.waitForURL(/queues\/[0-9a-f-]{36}/);
      await page.locator("main form").waitFor();
    },
  },
  {
    name: "board",
    path: "/board",
    act: (page) => page.locator("[role=meter]").first().waitFor(),
  },
  {
    name: "board-conversations",
    path: "/board",
    async act(page) {
      await page.locator("[role=meter]").first().waitFor();
      await page.locator("main ul button").first().click();
      await page.locator("main ul input[type=checkbox]").first().waitFor();
    },
  },
  {
    name: "why-here",
    path: "/inbox",
    async act(page) {
      await openFirst(page);
      await page.locator("header [aria-haspopup=menu]").last().click();
      await page.getByRole("menuitem").last().click();
      await page.locator("[role=dialog] ol").first().waitFor();
    },
  },
  {
    name: "settings-person",
    path: "/settings/people",
    act: dialogBehind("plus"),
  },
  {
    name: "simulator",
    path: "simulator",
    act: (page) => page.getByText("Hannah Brooks").first().waitFor(),
  },
];
