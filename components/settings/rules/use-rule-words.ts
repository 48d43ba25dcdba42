"use client";

import { useLocale, useTranslations } from "next-intl";
import { RULE_WORDS, type RouteRule } from "#contract/routing/route-rules.ts";
import { languageName } from "#components/words/times.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useRuleSegments,
  useSegments,
} from "#components/live/queries/use-segments.ts";
import { useLabels } from "#components/live/queries/use-directory.ts";

/** Returns a rule's conditions, each as a short text. */
export function useRuleWords(): (rule: RouteRule) => string[] {
  const t = useTranslations("settings.rules.words");
  const locale = useLocale();
  const labels = useLabels().data ?? [];
  const stages = useCustomerStages().data ?? [];
  const { isSuccess: isKnown } = useSegments();
  const segments = useRuleSegments();
  const either = new Intl.ListFormat(locale, { type: "disjunction" });
  return ({ when, during }) => {
    const words: string[] = [];
    for (const name of RULE_WORDS) {
      const values = when[name];
      const shown =
        name === "language"
          ? values?.map((tag) => languageName(locale, tag))
          : values;
      if (shown) words.push(t(name, { values: either.format(shown) }));
    }
    if (when.label) {
      const names = when.label.map(
        (id) => labels.find((label) => label.id === id)?.name ?? "…",
      );
      words.push(t("label", { values: either.format(names) }));
    }
    if (when.stage) {
      const names = when.stage.map(
        (id) => stages.find((stage) => stage.id === id)?.name ?? "…",
      );
      words.push(t("stage", { values: either.format(names) }));
    }
    if (when.segment) {
      const names = when.segment.map(
        (id) =>
          segments.find((segment) => segment.id === id)?.name ??
          (isKnown ? t("segmentGone") : "…"),
      );
      words.push(t("segment", { values: either.format(names) }));
    }
    if (when.returning !== undefined)
      words.push(when.returning ? t("returningYes") : t("returningNo"));
    if (during === "always") words.push(t("always"));
    return words;
  };
}
