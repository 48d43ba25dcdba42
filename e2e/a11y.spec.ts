import fs from "node:fs";
import type { Page } from "@playwright/test";
import type { Agent } from "#contract/people/agent.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { expectSound } from "./harness/layout.ts";
import { bringSession, bubble, lamp, log, rowOf } from "./harness/desk.ts";
import { fillCompany } from "./harness/full-company.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import type { Person } from "./harness/simulator.ts";
import { tabTo } from "./harness/tab-to.ts";
import { expect, test } from "./harness/test.ts";

/** WCAG 2.2 AA as far as a program can tell, narrow screens, and no mouse. */

const pageId = PAGES[0].pageId;
const NARROW = { width: 360, height: 740 };
/** The looks in which each page is checked: wide and light, narrow and dark. */
const LOOKS = 2;
const WIDE = { width: 1280, height: 800 };
// A record of every step of these long tours would take longer than the tours.
test.use({ trace: "off" });
let company: TestCompany;
let guest: Person;
let threadId: string;
/** See FullCompany. */
let consolePages: [path: string, shown: string][];

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  ({ guest, threadId, pages: consolePages } = await fillCompany(company));
});
test.afterAll(() => company.close());

async function visit(page: Page, path: string, shown: string): Promise<void> {
  await page.goto(company.app.url + path);
  await expect(
    page.getByText(shown).filter({ visible: true }).first(),
  ).toBeVisible();
}

/** The browser reports the missing page; that is what is asked for. */
const expected = /404/;

test("every page of the console breaks no rule and fits, wide and light, 360 px wide and dark", async ({
  openTab,
}) => {
  test.setTimeout(600_000);
  const page = await openTab({ viewport: WIDE, expected });
  let pages = 0;
  const expectFine = async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await page.setViewportSize(NARROW);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    pages += 1;
  };
  await page.goto(`${company.app.url}/sign-in`);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expectFine();
  await bringSession(page, company.app.url, company.owner);
  for (const [path, shown] of consolePages) {
    await test.step(path, async () => {
      await page.setViewportSize(WIDE);
      await visit(page, path, shown);
      await expectFine();
    });
  }
  recordFigures(pages, LOOKS);
});

/** As the window is at 1280 × 800 and 200 %. */
const ZOOMED = { width: 640, height: 400 };
const WIDTHS = [WIDE, { width: 768, height: 900 }, ZOOMED, NARROW];
const LIGHT = { colorScheme: "light", forcedColors: "none" } as const;
const DARK = { colorScheme: "dark", forcedColors: "none" } as const;
/** The colors of the system. */
const CONTRAST = { colorScheme: "dark", forcedColors: "active" } as const;
/** Boxes follow the width. Themes change borders alone, so each is measured where there is least room. */
const MEASURED = [
  ...WIDTHS.map((viewport) => ({ viewport, theme: LIGHT })),
  ...[DARK, CONTRAST].map((theme) => ({ viewport: NARROW, theme })),
];

test("every page of the console is whole at each width and theme, also from right to left", async ({
  openTab,
}) => {
  test.setTimeout(300_000);
  const page = await openTab({ viewport: WIDE, expected });
  await bringSession(page, company.app.url, company.owner);
  for (const [path, shown] of consolePages) {
    await test.step(path, async () => {
      await page.setViewportSize(WIDE);
      await visit(page, path, shown);
      for (const dir of ["ltr", "rtl"]) {
        await page.evaluate((value) => {
          document.documentElement.dir = value;
        }, dir);
        for (const { viewport, theme } of MEASURED) {
          await page.setViewportSize(viewport);
          await page.emulateMedia(theme);
          const { colorScheme, forcedColors } = theme;
          await expectSound(
            page,
            `${dir} ${viewport.width} ${colorScheme} ${forcedColors}`,
          );
        }
      }
    });
  }
});

/** For the accessibility statement (`npm run accessibility`). A run that found a violation records nothing. */
function recordFigures(pages: number, looks: number): void {
  const file = process.env["ACCESSIBILITY_FIGURES"];
  if (!file || test.info().errors.length > 0) return;
  const date = new Date().toISOString().replace(/T.*/u, "");
  const figures = JSON.stringify({ date, pages, looks }, null, 2);
  fs.writeFileSync(file, `${figures}\n`);
}

test("on a phone list and conversation take turns", async ({ openTab }) => {
  const page = await openTab({
    viewport: NARROW,
    hasTouch: true,
    isMobile: true,
  });
  await bringSession(page, company.app.url, company.owner);
  await visit(page, "/inbox", "Grace");
  await expectAccessible(page);
  await page.getByRole("link", { name: /Grace/ }).click();
  await expect(page.getByRole("textbox", { name: "Message" })).toBeVisible();
  await expect(rowOf(page, "Grace")).toBeHidden();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Back to list" }).click();
  await expect(rowOf(page, "Grace")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Message" })).toBeHidden();
});

test("at 200 %, 2560 px wide and with reduced motion all of a conversation is there", async ({
  openTab,
}) => {
  const open = async (width: number, height: number) => {
    const page = await openTab({
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    await bringSession(page, company.app.url, company.owner);
    await visit(page, `/inbox/${threadId}`, "Thank you");
    await expectNoSidewaysScroll(page);
    return page;
  };
  // 1280 × 800 at 200 %: what is written in and what was said last are both on the screen.
  const zoomed = await open(640, 400);
  const field = zoomed.getByRole("textbox", { name: "Message" });
  await expect(field).toBeInViewport({ ratio: 1 });
  await expect(bubble(zoomed, "This one fails")).toBeInViewport();
  await expect(
    zoomed.getByRole("button", { name: "Send", exact: true }),
  ).toBeInViewport({ ratio: 1 });

  const huge = await open(2560, 1440);
  await expect(rowOf(huge, "Grace")).toBeVisible();
  await expect(huge.getByText("Customer since")).toBeVisible();
  // Lines stay short enough to read.
  const box = await huge
    .getByRole("textbox", { name: "Message" })
    .boundingBox();
  expect(box?.width).toBeLessThan(900);
  // Parts that open appear at once.
  await huge.keyboard.press("Escape");
  await huge.keyboard.press("x");
  const seconds = await huge.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll("*")].flatMap((element) => {
        const { animationDuration, transitionDuration } =
          getComputedStyle(element);
        return [parseFloat(animationDuration), parseFloat(transitionDuration)];
      }),
    ),
  );
  expect(seconds).toBeLessThan(0.001);
});

test("what opens over the pages breaks no rule", async ({ openTab }) => {
  test.setTimeout(180_000);
  // Until the page of the other person is loaded, the one before may still ask as the owner.
  const page = await openTab({ viewport: WIDE, expected: /403/ });
  await bringSession(page, company.app.url, company.owner);
  await visit(page, `/inbox/${threadId}`, "Start of conversation");
  const close = () => page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Transfer" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await close();
  await log(page)
    .getByRole("button", { name: /Open photo/ })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await close();
  await page.getByRole("button", { name: "Emoji" }).click();
  await expect(
    page.getByRole("searchbox", { name: "Search emoji" }),
  ).toBeVisible();
  await expectAccessible(page);
  await close();
  await page
    .getByRole("button", { name: /status, appearance, sign out/ })
    .click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessible(page);
  await close();
  for (const [path, button] of [
    ["/settings/queues", "New queue"],
    ["/settings/people", "Add a person"],
    ["/settings/tokens", "New token"],
  ] as const) {
    await visit(page, path, button);
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
  }
  await visit(page, "/settings/people", "Anna");
  await page.getByRole("button", { name: "More for Anna" }).click();
  await page.getByRole("menuitem", { name: "Disable Anna" }).click();
  const disabling = page.getByRole("dialog", { name: "Disable Anna?" });
  await expect(disabling.getByText("No open conversations")).toBeVisible();
  await expectAccessible(page);
  await disabling.getByRole("button", { name: "Cancel" }).click();

  // Anna's console, as the owner sees it: it can be read and left, and nothing more.
  const agents = await company.owner.api.all<Agent>("/agents");
  await company.owner.api.post(`/threads/${threadId}/participants`, {
    agentId: agents.find(({ name }) => name === "Anna")?.id,
  });
  await page.getByRole("button", { name: "More for Anna" }).click();
  await page.getByRole("menuitem", { name: "See the console as Anna" }).click();
  const seeing = page.getByRole("alertdialog");
  await expect(seeing).toBeVisible();
  await expectAccessible(page);
  await seeing.getByRole("button", { name: "Start" }).click();
  const bar = page.getByText(/You see Parley as Anna\. Read-only until/);
  await expect(bar).toBeVisible();
  await visit(page, `/inbox/${threadId}`, "Start of conversation");
  await expect(page.getByText("Anna would write here.")).toBeVisible();
  // Neither a message nor a note about the customer can be written.
  await expect(
    page.getByRole("link", { name: "Open customer profile" }),
  ).toBeVisible();
  await expect(page.locator("textarea")).toHaveCount(0);
  await page.setViewportSize(NARROW);
  await expect(bar).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("button", { name: "Edit Anna" })).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test("the simulator's page breaks no rule, wide and narrow, light and dark", async ({
  openTab,
}) => {
  for (const options of [
    { viewport: WIDE, colorScheme: "light" },
    { viewport: NARROW, colorScheme: "dark" },
  ] as const) {
    const page = await openTab(options);
    await page.goto(company.simulator.url);
    await expect(
      page.getByRole("button", { name: "New customer" }),
    ).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "New customer" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.goto(
      `${company.simulator.url}/?page=${pageId}&person=${guest.personId}`,
    );
    await expect(bubble(page, "Here it is").first()).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.getByRole("button", { name: "Faults and settings" }).click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
});

test("sign in, open a conversation and answer it, all by keyboard", async ({
  openTab,
}) => {
  const jo = await company.simulator.person("Jo Keys");
  await company.simulator.write(pageId, jo.personId, {
    text: "No mouse today",
  });
  await company.threadOf(jo.psids[pageId] ?? "");
  const page = await openTab({ viewport: WIDE });
  const { keyboard } = page;
  const field = page.getByRole("textbox", { name: "Message" });
  await page.goto(company.app.url);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await tabTo(page, "Email");
  await keyboard.type(company.owner.email);
  await keyboard.press("Tab");
  await keyboard.type(company.owner.password);
  await keyboard.press("Enter");
  await expect(lamp(page)).toHaveText("Live");

  // The short way: J walks the list, R replies.
  await expect(rowOf(page, "Jo Keys")).toBeVisible();
  await keyboard.press("j");
  await expect(field).toBeVisible();
  await keyboard.press("r");
  await expect(field).toBeFocused();
  await keyboard.type("Nor here");
  await keyboard.press("Enter");
  const received = async () => {
    const { messages } = await company.simulator.chat(pageId, jo.personId);
    return messages.at(-1)?.text;
  };
  await expect.poll(received).toBe("Nor here");

  // The long way: to the row with Tab, and Enter.
  await keyboard.press("Escape");
  await keyboard.press("Escape");
  await expect(field).toBeHidden();
  await tabTo(page, "Jo Keys");
  await keyboard.press("Enter");
  await expect(field).toBeFocused();
  await keyboard.type("Once more");
  await tabTo(page, "Send", { exact: true });
  await keyboard.press("Enter");
  await expect.poll(received).toBe("Once more");
});
