import type { Locator, Page } from "@playwright/test";
import type { Locale } from "#contract/base/locales.ts";
import { englishTexts } from "#server/domain/review/texts/en.ts";
import { simplifiedTexts } from "#server/domain/review/texts/zh-cn.ts";
import { traditionalTexts } from "#server/domain/review/texts/zh-tw.ts";
import type { ReviewNames } from "#server/domain/review/texts/review-texts.ts";
import en from "#messages/en.json" with { type: "json" };
import zhCN from "#messages/zh-CN.json" with { type: "json" };
import zhTW from "#messages/zh-TW.json" with { type: "json" };
import type { Variant } from "./arguments.ts";
import { clickSlowly, typeSlowly } from "./in-page.ts";
import type { Stage } from "./stage.ts";

/** The time that a caption stands alone before the scene goes on. */
const READ_MS = 2_600;
const LOOK_MS = 1_800;
const END_MS = 3_000;
const SEEN = { timeout: 30_000 };

const LINES: Record<Locale, { question: string; answer: string }> = {
  en: {
    question: "Hello, do you have this lamp in blue?",
    answer: "Yes, we do. It ships tomorrow.",
  },
  "zh-CN": {
    question: "您好，这款台灯有蓝色的吗？",
    answer: "有的，明天就可以发货。",
  },
  "zh-TW": {
    question: "您好，這款檯燈有藍色的嗎？",
    answer: "有的，明天就可以出貨。",
  },
};

const WORDS = { en, "zh-CN": zhCN, "zh-TW": zhTW };

const TEXTS = {
  en: englishTexts,
  "zh-CN": simplifiedTexts,
  "zh-TW": traditionalTexts,
};

/** The film's captions in order, as the review page lists them for a recording by hand. Pure. */
export function captionsOf(locale: Locale): string[] {
  const none: ReviewNames = {
    company: "",
    page: "",
    consoleUrl: "",
    messengerUrl: "",
    privacyUrl: "",
    dataDeletionUrl: "",
    country: "",
    email: "",
    password: "",
  };
  return TEXTS[locale](none).scenes;
}

/** Plays the flow of Meta's forms on both pages, the console's and the customer's. */
export async function playFlow({
  consolePage,
  phone,
  stage,
  locale,
  variant,
  caption,
}: {
  consolePage: Page;
  phone: Page;
  stage: Stage;
  locale: Locale;
  variant: Variant;
  /** Shows the text below the picture. */
  caption(text: string): Promise<void>;
}): Promise<void> {
  const [signIn, write, arrive, take, profile, answer, receive] =
    captionsOf(locale);
  const { question, answer: reply } = LINES[locale];
  const scene = async (text = "") => {
    await caption(text);
    await consolePage.waitForTimeout(READ_MS);
  };
  const look = () => consolePage.waitForTimeout(LOOK_MS);

  await scene(signIn);
  await typeSlowly(
    consolePage,
    consolePage.locator("input[name=email]"),
    stage.email,
  );
  await typeSlowly(
    consolePage,
    consolePage.locator("input[name=password]"),
    stage.password,
  );
  await clickSlowly(consolePage, consolePage.locator("button[type=submit]"));
  await consolePage.waitForURL(/\/inbox/, SEEN);
  await consolePage
    .locator("[data-lamp=live]")
    .first()
    .waitFor({
      state: "attached",
      ...SEEN,
    });
  await look();

  await scene(write);
  await typeSlowly(phone, phone.locator("textarea"), question);
  await phone.keyboard.press("Enter");
  await caption(arrive ?? "");
  const row = rowOf(consolePage, stage.customer);
  await row.waitFor(SEEN);
  await consolePage.waitForTimeout(READ_MS);

  await scene(take);
  await clickSlowly(consolePage, row);
  await consolePage.locator("[role=log] article").first().waitFor(SEEN);
  await look();
  await clickSlowly(consolePage, takeButton(consolePage, locale));
  const composer = consolePage.locator("textarea");
  await composer.waitFor(SEEN);
  await look();

  if (variant === "profile") {
    await scene(profile);
    const chat = consolePage.url();
    await clickSlowly(consolePage, consolePage.locator("header h2 a"));
    await consolePage.waitForURL(/\/customers\//, SEEN);
    await consolePage.locator("main h1, h1").first().waitFor(SEEN);
    await consolePage.waitForTimeout(READ_MS);
    await caption(answer ?? "");
    await clickSlowly(consolePage, rowOf(consolePage, stage.customer));
    await consolePage.waitForURL(chat, SEEN);
  } else await scene(answer);
  await typeSlowly(consolePage, composer, reply);
  await consolePage.keyboard.press("Enter");

  await caption(receive ?? "");
  const bubble = phone.getByRole("log").getByRole("article");
  await bubble.filter({ hasText: reply }).first().waitFor(SEEN);
  await consolePage.waitForTimeout(END_MS);
}

function rowOf(page: Page, customer: string): Locator {
  return page
    .locator("a[href^='/inbox/']")
    .filter({ hasText: customer })
    .first();
}

function takeButton(page: Page, locale: Locale): Locator {
  const name = WORDS[locale].actions.take;
  return page.getByRole("button", { name, exact: true }).first();
}
