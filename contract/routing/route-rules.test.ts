import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dependsOnLanguage,
  matchRules,
  routeRuleSchema,
  type RouteRule,
  type RuleConditions,
  type RuleFacts,
} from "#contract/routing/route-rules.ts";

const ID = "0192f0c1-0000-7000-8000-000000000000";
const to = { type: "queue" as const, id: ID };
const rule = (when: RuleConditions, enabled = true): RouteRule => ({
  name: "A rule",
  enabled,
  when,
  during: "open",
  to,
});
const nobody: RuleFacts = {
  message: null,
  referral: null,
  adId: null,
  formId: null,
  language: null,
  labelIds: [],
  stageId: null,
  segmentIds: [],
  returning: false,
};

test.each<[string, RuleConditions, Partial<RuleFacts>, boolean]>([
  ["a word", { message: ["refund"] }, { message: "A REFUND, please" }, true],
  ["part of a word", { message: ["fun"] }, { message: "a refund" }, false],
  ["a word's beginning", { message: ["ref*"] }, { message: "refunds" }, true],
  ["a word in Chinese", { message: ["退款"] }, { message: "我要退款！" }, true],
  [
    "a word beside Chinese",
    { message: ["vip"] },
    { message: "我是VIP會員" },
    true,
  ],
  ["an accent or width", { message: ["cafe"] }, { message: "Ｃａｆé?" }, true],
  [
    "one of its words",
    { message: ["退款", "a b"] },
    { message: "x a b" },
    true,
  ],
  ["no words", { message: ["refund"] }, {}, false],
  ["a later place", { message: ["is"] }, { message: "this is it" }, true],
  ["its referral", { referral: ["summer"] }, { referral: "SUMMER" }, true],
  [
    "a referral's beginning",
    { referral: ["qr-*"] },
    { referral: "qr-7" },
    true,
  ],
  ["another referral", { referral: ["summer"] }, { referral: "winter" }, false],
  ["no referral", { referral: ["summer"] }, {}, false],
  ["one of the ads", { ad: ["1", "2"] }, { adId: "2" }, true],
  ["any ad", { ad: ["*"] }, { adId: "9" }, true],
  ["no ad", { ad: ["*"] }, {}, false],
  ["its form", { form: ["556", "557"] }, { formId: "556" }, true],
  ["any form", { form: ["*"] }, { formId: "9" }, true],
  ["another form", { form: ["556"] }, { formId: "5" }, false],
  ["no form", { form: ["*"] }, { adId: "9" }, false],
  ["a language's region", { language: ["zh"] }, { language: "zh_TW" }, true],
  ["another region", { language: ["zh-CN"] }, { language: "zh_TW" }, false],
  ["no language known", { language: ["zh"] }, {}, false],
  ["a label", { label: [ID] }, { labelIds: ["x", ID] }, true],
  ["no label", { label: [ID] }, {}, false],
  ["one of the stages", { stage: ["x", ID] }, { stageId: ID }, true],
  ["no stage", { stage: [ID] }, {}, false],
  ["somebody who returns", { returning: true }, { returning: true }, true],
  ["somebody new", { returning: false }, {}, true],
  [
    "all of several",
    { returning: true, ad: ["1"] },
    { returning: true },
    false,
  ],
])("%s", (_what, when, facts, matched) => {
  const outcome = matchRules([rule(when)], { ...nobody, ...facts });
  expect(outcome.index).toBe(matched ? 0 : null);
});

test("the first match wins; disabled rules are passed over; a dry run gives the reasons", () => {
  const rules = [
    rule({ returning: true }),
    rule({ returning: false }, false),
    rule({ returning: false }),
    rule({ returning: false }),
  ];
  const outcome = matchRules(rules, nobody);
  expect(outcome.index).toBe(2);
  expect(outcome.checks.map(({ failed }) => failed)).toEqual([
    "returning",
    null,
    null,
  ]);
  const closed = matchRules(
    [...rules, { ...rule({ returning: false }), during: "always" }],
    nobody,
    false,
  );
  expect(closed.index).toBe(4);
  expect(closed.checks[0]?.failed).toBe("hours");
  expect(routeRuleSchema.safeParse({ name: "x", when: {}, to }).success).toBe(
    false,
  );
});

test("the winner is the first that would win alone", () => {
  const conditions = fc.record(
    {
      referral: fc.array(fc.constantFrom("a", "b*"), { minLength: 1 }),
      returning: fc.boolean(),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<RuleConditions>;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(conditions, fc.boolean())),
      fc.constantFrom("a", "bc", null),
      fc.boolean(),
      (given, referral, returning) => {
        const rules = given.map(([when, enabled]) => rule(when, enabled));
        const facts = { ...nobody, referral, returning };
        const alone = rules.findIndex(
          (one) => matchRules([one], facts).index === 0,
        );
        expect(matchRules(rules, facts).index ?? -1).toBe(alone);
      },
    ),
  );
});

test.each<[string, RouteRule[], Partial<RuleFacts>, boolean]>([
  ["a rule by language", [rule({ language: ["zh"] })], {}, true],
  [
    "a language that is known",
    [rule({ language: ["zh"] })],
    { language: "en_GB" },
    false,
  ],
  ["one that is off", [rule({ language: ["zh"] }, false)], {}, false],
  [
    "one behind a rule that fits",
    [rule({ returning: false }), rule({ language: ["zh"] })],
    {},
    false,
  ],
  [
    "one before a rule that fits",
    [rule({ language: ["zh"] }), rule({ returning: false })],
    {},
    true,
  ],
  [
    "one whose other condition fails",
    [rule({ language: ["zh"], ad: ["*"] })],
    {},
    false,
  ],
  [
    "one whose other condition holds",
    [rule({ language: ["zh"], ad: ["*"] })],
    { adId: "1" },
    true,
  ],
  ["no such rule", [rule({ ad: ["*"] })], {}, false],
])("the language decides: %s", (_what, rules, facts, decides) => {
  expect(dependsOnLanguage(rules, { ...nobody, ...facts })).toBe(decides);
});

test("at night only rules for the night wait for the language", () => {
  const always = { ...rule({ language: ["zh"] }), during: "always" as const };
  expect(dependsOnLanguage([rule({ language: ["zh"] })], nobody, false)).toBe(
    false,
  );
  expect(dependsOnLanguage([always], nobody, false)).toBe(true);
});
