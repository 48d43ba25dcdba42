import { describe, expect, test } from "vitest";
import { ACTIONS } from "#contract/people/actions.ts";
import { ACTION_KEYS } from "#contract/people/policy.ts";
import { sendErrorKeys } from "#contract/channels/rules/send-errors.ts";
import en from "#messages/en.json" with { type: "json" };
import zhCN from "#messages/zh-CN.json" with { type: "json" };
import zhTW from "#messages/zh-TW.json" with { type: "json" };

/** Every text by its path: "list.views.mine" → "Mine". */
function textsOf(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[path, value]]);
  return new Map(
    Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => [
      ...textsOf(inner, path ? `${path}.${key}` : key),
    ]),
  );
}

/** Names of arguments and tags, each once: "{count, plural, …}" and "<key>". */
function placeholdersOf(text: string): string[] {
  const names = [
    ...text.matchAll(/(?<!(?:one|other|=\d+) )\{(\w+)(?:\}|, plural)|<(\w+)>/g),
  ].map(([, argument, tag]) => argument ?? `<${tag}>`);
  return [...new Set(names)].sort();
}

const english = textsOf(en);

describe.each([
  ["zh-CN", textsOf(zhCN)],
  ["zh-TW", textsOf(zhTW)],
])("%s", (_locale, texts) => {
  test("has the same keys as English", () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("uses the same placeholders", () => {
    for (const [path, text] of texts) {
      expect({ path, names: placeholdersOf(text) }).toEqual({
        path,
        names: placeholdersOf(english.get(path) ?? ""),
      });
    }
  });

  test("is Chinese throughout, but for names", () => {
    const names = new Set([
      "preview.other",
      "events.system",
      "channelKinds.messenger",
      "channelKinds.api",
      "settings.channels.webhook",
      "settings.channels.lights.keys.webhook",
      "settings.channels.lights.short.webhook",
      "channelBanner.one",
      "board.kinds.channel_problem",
      "customer.duplicates.id",
      "settings.teamChats.kinds.slack",
      "settings.teamChats.kinds.teams",
      "settings.teamChats.kinds.discord",
      "settings.teamChats.kinds.line",
      // LINE's own page is in English here.
      "settings.teamChats.token",
    ]);
    // A text of arguments and signs alone has no words.
    const hasWords = (text: string) =>
      /\p{Letter}/u.test(text.replaceAll(/\{\w+\}/g, ""));
    const left = [...texts]
      .filter(
        ([path, text]) =>
          !names.has(path) && hasWords(text) && !/\p{Script=Han}/u.test(text),
      )
      .map(([path]) => path);
    expect(left).toEqual([]);
  });
});

// Signs that only the mainland writes, and words that only Taiwan says.
const SIMPLIFIED = /[们这话发还请开应击录显让费级将达办页问题说时间从设]/u;
const TAIWANESE = /訊息|客服人員|粉絲|佇列|權杖|登出|儲存/u;

test("the two Chinese do not mix", () => {
  const found = (texts: Map<string, string>, wrong: RegExp) =>
    [...texts].filter(([, text]) => wrong.test(text));
  expect(found(textsOf(zhTW), SIMPLIFIED)).toEqual([]);
  expect(found(textsOf(zhCN), TAIWANESE)).toEqual([]);
});

test("every reason why a message failed has its words", () => {
  const kinds = Object.keys(en.kindWords);
  for (const key of sendErrorKeys) {
    const paths = [
      `sendErrors.${key}.fix`,
      ...kinds.map((kind) => `kindWords.${kind}.sendErrors.${key}.fix`),
    ];
    expect({ key, has: paths.some((path) => english.has(path)) }).toEqual({
      key,
      has: true,
    });
  }
});

test("the table of rights reads the same on the screen and in the API", () => {
  for (const action of ACTION_KEYS)
    expect(english.get(`settings.rights.actions.${action}`)).toBe(
      ACTIONS[action].title,
    );
});

test("the words for every kind of channel name no vendor", () => {
  const vendor = /facebook|messenger|\bmeta\b|\bpage\b|主页|粉絲專頁/i;
  for (const texts of [english, textsOf(zhCN), textsOf(zhTW)]) {
    const found = [...texts].filter(
      ([path, text]) =>
        /^(sendErrors|settings\.channels\.problems)\./.test(path) &&
        vendor.test(text),
    );
    expect(found).toEqual([]);
  }
});
