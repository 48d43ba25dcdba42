import { z } from "zod";
import { holdsWord } from "#contract/text/find-word.ts";
import { foldText } from "#contract/text/fold.ts";
import { idSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { lineSchema } from "#contract/text/text-schema.ts";
import { speaks } from "#contract/text/vendor-locale.ts";

/**
 * Rules of a channel that are evaluated before its destination: in order, the
 * first match wins. The same function decides, dry-runs and simulates.
 */

const wordsSchema = z.array(lineSchema({ min: 1, max: 200 })).max(100);

/** All given conditions must hold; within one condition, any word. */
export const ruleConditionsSchema = z
  .object({
    /** Words of the customer’s messages since the conversation began; "refund*" finds what begins so. */
    message: wordsSchema.optional(),
    /** `ref` of an m.me link or ad; "promo-*" matches what begins so. */
    referral: wordsSchema.optional(),
    /** Ids of ads; "*": any ad. */
    ad: wordsSchema.optional(),
    /** Ids of lead forms filled in within the conversation; "*": any form. */
    form: wordsSchema.optional(),
    /** "zh" matches zh_TW and zh-CN as well. */
    language: wordsSchema.optional(),
    /** Labels of the customer or the thread, by id. */
    label: z.array(idSchema).max(100).optional(),
    /** Life-cycle stages of the customer, by id. */
    stage: z.array(idSchema).max(100).optional(),
    /** Segments of the customer, by id. They must be shared with everybody; a rule with another segment never matches. */
    segment: z.array(idSchema).max(100).optional(),
    /** The customer wrote before: there was an earlier, closed conversation. */
    returning: z.boolean().optional(),
  })
  .refine((when) => Object.values(when).some((value) => value !== undefined), {
    message: "Say at least one condition.",
  });
export type RuleConditions = z.infer<typeof ruleConditionsSchema>;

/** The conditions whose words a person types. */
export const RULE_WORDS = [
  "message",
  "referral",
  "ad",
  "form",
  "language",
] as const satisfies (keyof RuleConditions)[];

export const routeRuleSchema = z.object({
  name: lineSchema({ min: 1, max: 120 }),
  enabled: z.boolean().default(true),
  when: ruleConditionsSchema,
  /** open: only in office hours; always: at night and on holidays as well. */
  during: z.enum(["open", "always"]).default("open"),
  to: destinationSchema,
});
export type RouteRule = z.infer<typeof routeRuleSchema>;
export const routeRulesSchema = z.array(routeRuleSchema).max(100);

/** The known facts about a customer who writes. */
export type RuleFacts = {
  /** The customer’s messages since the conversation began; null: no words. */
  message: string | null;
  referral: string | null;
  adId: string | null;
  formId: string | null;
  /** As Meta reports it: zh_TW. */
  language: string | null;
  labelIds: readonly string[];
  stageId: string | null;
  segmentIds: readonly string[];
  returning: boolean;
};

export type ConditionName = keyof RuleConditions | "hours";

/** `failed`: the first condition that does not hold; null: all hold. */
export type RuleCheck = {
  name: string;
  enabled: boolean;
  matched: boolean;
  failed: ConditionName | null;
};

export type RulesOutcome = {
  /** The index of the winning rule; null: none wins. */
  index: number | null;
  /** Up to and including the winner: later rules are not evaluated. */
  checks: RuleCheck[];
};

/** Pure. A disabled rule is passed over. */
export function matchRules(
  rules: readonly RouteRule[],
  facts: RuleFacts,
  isOpen = true,
): RulesOutcome {
  const checks: RuleCheck[] = [];
  for (const [index, rule] of rules.entries()) {
    const failed =
      rule.during === "open" && !isOpen
        ? "hours"
        : failedCondition(rule.when, facts);
    const matched = rule.enabled && failed === null;
    checks.push({ name: rule.name, enabled: rule.enabled, matched, failed });
    if (matched) return { index, checks };
  }
  return { index: null, checks };
}

/** Whether a customer's unknown language would decide between these rules. Pure. */
export function dependsOnLanguage(
  rules: readonly RouteRule[],
  facts: RuleFacts,
  isOpen = true,
): boolean {
  if (facts.language !== null) return false;
  const { index } = matchRules(rules, facts, isOpen);
  return rules
    .slice(0, index ?? rules.length)
    .some(({ enabled, during, when: { language, ...others } }) => {
      const applies = enabled && (isOpen || during === "always");
      return applies && language && failedCondition(others, facts) === null;
    });
}

/** The segments that rules ask for. Pure. */
export function segmentsAsked(rules: readonly RouteRule[]): string[] {
  return rules.flatMap(({ enabled, when }) =>
    enabled ? (when.segment ?? []) : [],
  );
}

function failedCondition(
  when: RuleConditions,
  facts: RuleFacts,
): ConditionName | null {
  const { message, referral, ad, form, language, label, stage } = when;
  const { segment, returning } = when;
  if (message && !holdsAnyWord(facts.message, message)) return "message";
  if (referral && !referral.some((word) => isLike(facts.referral, word)))
    return "referral";
  if (ad && !ad.some((word) => isLike(facts.adId, word))) return "ad";
  if (form && !form.some((word) => isLike(facts.formId, word))) return "form";
  if (language && !language.some((word) => speaks(facts.language, word)))
    return "language";
  if (label && !label.some((id) => facts.labelIds.includes(id))) return "label";
  if (stage && !stage.some((id) => id === facts.stageId)) return "stage";
  if (segment && !segment.some((id) => facts.segmentIds.includes(id)))
    return "segment";
  if (returning !== undefined && returning !== facts.returning)
    return "returning";
  return null;
}

/** Whether the text holds one of the words; "word*": as the beginning of one. */
function holdsAnyWord(text: string | null, words: string[]): boolean {
  if (text === null) return false;
  const folded = foldText(text);
  return words.some((word) => {
    const isPrefix = word.endsWith("*");
    const sought = foldText(isPrefix ? word.slice(0, -1) : word).trim();
    // "*" is any message.
    if (sought === "" && isPrefix) return folded.trim() !== "";
    return holdsWord(folded, sought, { isPrefix });
  });
}

function isLike(value: string | null, word: string): boolean {
  if (value === null) return false;
  const [is, like] = [foldText(value), foldText(word)];
  return like.endsWith("*") ? is.startsWith(like.slice(0, -1)) : is === like;
}
