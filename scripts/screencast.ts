/**
 * `npm run review:screencast -- --locale en|zh-CN|zh-TW --out FILE.mp4`: plays
 * the flow that Meta's app review asks for and records it: the console, the
 * customer's Messenger beside it, and captions below. `--variant messaging`
 * leaves the customer page out. `--url`, `--email`, `--password` and
 * `--simulator` record a running installation; without them the demo is started.
 */
import path from "node:path";
import { chromium } from "@playwright/test";
import type { Browser, Page } from "@playwright/test";
import { LOCALE_COOKIE } from "#contract/base/locales.ts";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { chromiumLaunchOptions, ensureBrowser } from "./browser.ts";
import { parseArguments } from "./screencast/arguments.ts";
import {
  CAPTION,
  CONSOLE,
  ensureFfmpeg,
  PHONE,
  startEncoder,
  type Part,
} from "./screencast/encoder.ts";
import { captionsOf, playFlow } from "./screencast/flow.ts";
import { drawPointer, hideOthers } from "./screencast/in-page.ts";
import { setStage, type Stage } from "./screencast/stage.ts";

const JPEG_QUALITY = 90;

await runOrExplain(async () => {
  const given = parseArguments(process.argv.slice(2));
  ensureFfmpeg();
  ensureBrowser();
  console.log("Setting the stage …");
  const stage = await setStage(given.installation, given.locale);
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    console.log("Recording …");
    await record(browser, stage, given);
    console.log(`The film is in ${path.resolve(given.out)}.`);
  } finally {
    await browser.close();
    await stage.stop();
  }
});

async function record(
  browser: Browser,
  stage: Stage,
  { locale, variant, out }: ReturnType<typeof parseArguments>,
): Promise<void> {
  const open = async (viewport: typeof CONSOLE) => {
    const context = await browser.newContext({
      viewport,
      locale,
      colorScheme: "light",
    });
    await context.addCookies([
      { name: LOCALE_COOKIE, value: locale, url: stage.consoleUrl },
    ]);
    await drawPointer(context);
    await hideOthers(context, stage.customer);
    return context.newPage();
  };
  const consolePage = await open(CONSOLE);
  const phone = await open(PHONE);
  const captions = await (
    await browser.newContext({ viewport: CAPTION, locale })
  ).newPage();
  await consolePage.goto(`${stage.consoleUrl}/sign-in`);
  await phone.goto(stage.chatUrl);
  await phone.locator("textarea").waitFor();
  const encoder = startEncoder(out, {
    console: await shot(consolePage),
    phone: await shot(phone),
    caption: await drawCaption(captions, captionsOf(locale)[0] ?? ""),
  });
  const follow = (part: Part, page: Page, size: typeof CONSOLE) =>
    page.screencast.start({
      size,
      quality: JPEG_QUALITY,
      onFrame: ({ data }) => encoder.show(part, data),
    });
  await follow("console", consolePage, CONSOLE);
  await follow("phone", phone, PHONE);
  await playFlow({
    consolePage,
    phone,
    stage,
    locale,
    variant,
    caption: async (text) =>
      encoder.show("caption", await drawCaption(captions, text)),
  });
  await consolePage.screencast.stop();
  await phone.screencast.stop();
  await encoder.finish();
}

function shot(page: Page): Promise<Buffer> {
  return page.screenshot({ type: "jpeg", quality: JPEG_QUALITY });
}

async function drawCaption(page: Page, text: string): Promise<Buffer> {
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:#101415;color:#fff;font:600 28px/1.3 system-ui,'Noto Sans CJK SC','Noto Sans CJK TC',sans-serif"><p style="margin:0 2rem;text-align:center"></p></body>`,
  );
  await page.locator("p").evaluate((line, words) => {
    line.textContent = words;
  }, text);
  return shot(page);
}
