/**
 * `npm run gallery`: photographs every page and state of the running product in
 * three languages, three widths, light and dark, into `gallery/` (ignored).
 * `-- --only inbox,thread` takes some scenes, `-- --looks en/1280-light` some
 * looks; `-- --screens` takes the README's pictures into `docs/screens/` instead.
 */
import fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import sharp from "sharp";
import { LOCALE_COOKIE, locales } from "#contract/base/locales.ts";
import { chromiumLaunchOptions, ensureBrowser } from "./browser.ts";
import type { Scene } from "./pictures/scene.ts";
import { scenes } from "./pictures/scenes.ts";
import { screens } from "./pictures/screens.ts";
import { playShowcase } from "./pictures/showcase.ts";
import { leaveQueues, ownerOf, signIn } from "./demo/sign-in.ts";
import { startStack } from "./demo/stack.ts";
import type { Stack } from "./demo/stack.ts";

const WIDTHS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const THEMES = ["light", "dark"] as const;
const SCENE_MS = 20_000;
const SETTLE_MS = 10_000;
const MAX_HEIGHT = 4_000;

type Look = {
  locale: string;
  theme: "light" | "dark";
  size: (typeof WIDTHS)[0];
};

ensureBrowser();
const args = process.argv.slice(2);
const [onlyScenes, onlyLooks] = [listOf("--only"), listOf("--looks")];
const wanted = scenes.filter(({ name }) => onlyScenes?.includes(name) ?? true);
const stack = await startStack();
const browser = await chromium.launch(chromiumLaunchOptions());
try {
  const login = ownerOf(stack);
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, stack.consoleUrl, login);
  // A card with an offer would cover every picture.
  await leaveQueues(page, stack.consoleUrl);
  await context.close();
  if (args.includes("--screens")) await takeScreens();
  else await takeGallery();
} finally {
  await browser.close();
  await stack.stop();
}

/** The values of a flag; null: it was not given. */
function listOf(flag: string): string[] | null {
  const at = args.indexOf(flag);
  return at === -1 ? null : (args[at + 1] ?? "").split(",");
}

function nameOf({ locale, theme, size }: Look): string {
  return `${locale}/${size.width}-${theme}`;
}

async function takeGallery(): Promise<void> {
  const looks = locales
    .flatMap((locale) =>
      THEMES.flatMap((theme) =>
        WIDTHS.map((size) => ({ locale, theme, size })),
      ),
    )
    .filter((look) => onlyLooks?.includes(nameOf(look)) ?? true);
  const problems: string[] = [];
  const first = await openPage(browser, looks[0]!, stack);
  await playShowcase(first, stack);
  await first.context().close();
  for (const look of looks) {
    const folder = path.join("gallery", nameOf(look));
    fs.mkdirSync(folder, { recursive: true });
    const [signedIn, signedOut] = [
      await openPage(browser, look, stack),
      await openPage(browser, look, null),
    ];
    for (const scene of wanted) {
      if (look.size.width < (scene.minWidth ?? 0)) continue;
      const page = scene.isPublic ? signedOut : signedIn;
      try {
        await goTo(page, scene);
        if (scene.isWhole) await growToContent(page, look.size.width);
        const file = path.join(folder, `${scene.name}.png`);
        await page.screenshot({ path: file });
      } catch (error) {
        const [reason] = String(error).split("\n");
        problems.push(`${folder}/${scene.name}: ${reason}`);
      } finally {
        await scene.leave?.(page);
        await page.setViewportSize(look.size);
      }
    }
    console.log(`${folder}: done`);
    await signedIn.context().close();
    await signedOut.context().close();
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** The pages scroll inside the window: a window as high as the content shows all of it. */
async function growToContent(page: Page, width: number): Promise<void> {
  const missing = await page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll("main, main *")].map((each) =>
        /auto|scroll/.test(getComputedStyle(each).overflowY)
          ? each.scrollHeight - each.clientHeight
          : 0,
      ),
    ),
  );
  const height = Math.min(page.viewportSize()!.height + missing, MAX_HEIGHT);
  await page.setViewportSize({ width, height });
}

async function takeScreens(): Promise<void> {
  fs.mkdirSync("docs/screens", { recursive: true });
  for (const { name, scene, size, locale = "en", theme = "light" } of screens) {
    const page = await openPage(browser, { locale, theme, size }, stack);
    await goTo(page, scene);
    const picture = await page.screenshot();
    // 256 colors are enough for a page, and a third of the size.
    await sharp(picture)
      .png({ palette: true, effort: 8 })
      .toFile(`docs/screens/${name}.png`);
    await page.context().close();
    console.log(`docs/screens/${name}.png`);
  }
}

async function goTo(page: Page, scene: Scene): Promise<void> {
  page.setDefaultTimeout(SCENE_MS);
  const url =
    scene.path === "simulator"
      ? stack.simulatorUrl
      : `${stack.consoleUrl}${scene.path}`;
  await page.goto(url);
  await page.waitForLoadState("load");
  await untilSettled(page);
  await scene.act?.(page);
  await untilSettled(page);
  await page.waitForFunction(() =>
    [...document.images].every(
      (image) => image.complete || image.loading === "lazy",
    ),
  );
  // Appearing elements take their 150 ms.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(
          ({ effect }) => effect?.getComputedTiming().endTime !== Infinity,
        )
        .map(({ finished }) => finished),
    ),
  );
}

/** Waits until nothing loads any more. */
async function untilSettled(page: Page): Promise<void> {
  await page
    .waitForFunction(() => !document.querySelector(".animate-pulse"), null, {
      timeout: SETTLE_MS,
    })
    .catch(() => undefined); // something that waits is a state too
}

async function openPage(
  from: Browser,
  { locale, theme, size }: Look,
  signedInTo: Stack | null,
): Promise<Page> {
  const options: BrowserContextOptions = {
    viewport: size,
    locale,
    colorScheme: theme,
    ...(size.width < 500 ? { hasTouch: true, isMobile: true } : {}),
  };
  const context = await from.newContext(options);
  const url = stack.consoleUrl;
  await context.addCookies([{ name: LOCALE_COOKIE, value: locale, url }]);
  const page = await context.newPage();
  const login = signedInTo?.logins.find(({ role }) => role === "owner");
  if (login) await signIn(page, url, login);
  return page;
}
