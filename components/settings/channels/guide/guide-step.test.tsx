import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { GUIDE_STEPS, type GuideStep } from "#contract/channels/guide.ts";
import type { Light } from "#contract/channels/health/lights.ts";
import { locales } from "#contract/base/locales.ts";
import en from "#messages/en.json" with { type: "json" };
import zhCN from "#messages/zh-CN.json" with { type: "json" };
import zhTW from "#messages/zh-TW.json" with { type: "json" };
import { FieldsTable } from "./fields-table.tsx";
import { GuideStepCard } from "./guide-step.tsx";
import { StepRepair } from "./step-repair.tsx";
import { PLACES } from "./places.ts";

/** Each step in each language: its words and its drawing are there. */

const MESSAGES = { en, "zh-CN": zhCN, "zh-TW": zhTW };
const ignore = () => undefined;

function shown(
  locale: keyof typeof MESSAGES,
  step: GuideStep,
  lights: Light[] = [],
): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider
      locale={locale}
      timeZone="UTC"
      messages={MESSAGES[locale]}
      onError={(error) => {
        throw error;
      }}
    >
      <GuideStepCard
        step={step}
        number={1}
        isOpen
        onToggle={ignore}
        onTick={ignore}
        onNext={ignore}
        repair={
          <QueryClientProvider client={new QueryClient()}>
            <StepRepair channel={{ id: "1", lights }} code={step.code} />
          </QueryClientProvider>
        }
      >
        {step.key === "fields" && <FieldsTable />}
      </GuideStepCard>
    </NextIntlClientProvider>,
  );
}

describe.each(locales)("%s", (locale) => {
  test.each(GUIDE_STEPS)("%s has its words and its drawing", (key) => {
    const open = {
      key,
      state: "open",
      by: null,
      at: null,
      code: null,
    } as const;
    const { title, why } = MESSAGES[locale].settings.channels.guide.steps[key];
    const html = shown(locale, open);
    expect(html).toContain(`1. ${title}`);
    expect(html).toContain(why);
    expect(html.includes("<figure")).toBe(key in PLACES);
  });
});

test("a step says who has seen it, and shows the problem in its way", () => {
  const at = "2026-11-29T10:00:00.000Z";
  const token = { key: "token", at } as const;
  const seen = { ...token, state: "done", by: "check", code: null } as const;
  expect(shown("en", seen)).toContain("Seen by Parley");
  const hand = { ...seen, key: "live", by: "person" } as const;
  expect(shown("en", hand)).toContain("Mark as not done");
  const dead = {
    ...token,
    state: "problem",
    by: null,
    code: "token_dead",
  } as const;
  expect(shown("en", dead)).toContain("no longer accepts the page token");
});

test("a step whose check failed offers Repair where its light can be repaired from here, and nowhere else", () => {
  const at = "2026-11-29T10:00:00.000Z";
  const step = {
    key: "fields",
    state: "problem",
    by: null,
    at,
    code: "fields_missing",
  } as const;
  const light = (code: string, repairable: boolean): Light => ({
    key: "fields",
    state: "warning",
    checkedAt: at,
    since: at,
    cause: code,
    fix: null,
    repairable,
    facts: { code },
  });
  const button = en.settings.channels.repair;
  const offers = (lights: Light[]) =>
    shown("en", step, lights).includes(`>${button}</`);
  expect(offers([light("fields_missing", true)])).toBe(true);
  expect(offers([light("fields_missing", false)])).toBe(false);
  expect(offers([light("token_dead", true)])).toBe(false);
});
