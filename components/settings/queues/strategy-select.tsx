"use client";

import { useTranslations } from "next-intl";
import type { Queue } from "#contract/routing/queue.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

type Strategy = Queue["strategy"];

const GROUPS = {
  own: ["manual"],
  turn: ["hunt", "hunt_random_start", "round_robin"],
  fair: ["balanced", "longest_waiting", "fewest_answered", "least_handle_time"],
  several: ["ring_all", "hunt_by_threes", "first_three"],
  skill: [
    "skill_ring_all",
    "skill_hunt_random_start",
    "skill_round_robin",
    "skill_fewest_answered",
  ],
} as const satisfies Record<string, readonly Strategy[]>;

/** The fifteen strategies in groups, each with one sentence. */
export function StrategySelect({
  value,
  onChange,
}: {
  value: Strategy;
  onChange: (strategy: Strategy) => void;
}) {
  const t = useTranslations("settings.queues");
  return (
    <Field label={t("strategy")} hint={t(`strategyHints.${value}`)}>
      {(control) => (
        <Select
          {...control}
          value={value}
          onValueChange={(chosen) => onChange(chosen as Strategy)}
          groups={Object.entries(GROUPS).map(([name, strategies]) => ({
            label: t(`strategyGroups.${name as keyof typeof GROUPS}`),
            options: strategies.map((strategy) => ({
              value: strategy,
              label: t(`strategies.${strategy}`),
              hint: t(`strategyHints.${strategy}`),
            })),
          }))}
        />
      )}
    </Field>
  );
}

export function asksSkillGroups(strategy: Strategy): boolean {
  return strategy.startsWith("skill_");
}
