"use client";

import { useTranslations } from "next-intl";
import type { MacroStep } from "#contract/macros/macro.ts";
import {
  useAgents,
  useCannedReplies,
  useLabels,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";

/** A lasting choice of how long a step snoozes. */
export const SNOOZE_MINUTES = [60, 180, 1440, 4320, 10_080] as const;

/** Says in a few words what a step of a macro does. */
export function useStepWords(): (step: MacroStep) => string {
  const t = useTranslations("macros");
  const levels = useTranslations("priority");
  const labels = useLabels().data ?? [];
  const canned = useCannedReplies().data ?? [];
  const places = [
    ...(useQueues().data ?? []),
    ...(useRingGroups().data ?? []),
    ...(useAgents().data ?? []),
  ];
  const named = (name: string | undefined) => name ?? t("gone");
  return (step) => {
    switch (step.type) {
      case "label":
      case "unlabel": {
        const label = labels.find(({ id }) => id === step.labelId);
        return t(`does.${step.type}`, { name: named(label?.name) });
      }
      case "canned_reply": {
        const one = canned.find(({ id }) => id === step.cannedReplyId);
        return t(`does.canned_${step.mode}`, { name: named(one?.title) });
      }
      case "priority":
        return t("does.priority", { name: levels(`levels.${step.priority}`) });
      case "transfer": {
        const place = places.find(({ id }) => id === step.to.id);
        return t("does.transfer", { name: named(place?.name) });
      }
      case "snooze":
        return t(
          step.wakesOnReply === false ? "does.snooze_holds" : "does.snooze",
          { time: timeOf(step.minutes, t) },
        );
      case "close":
        return step.outcome
          ? t("does.close_outcome", { outcome: step.outcome })
          : t("does.close");
      default:
        return t(`does.${step.type}`);
    }
  };
}

/** "3 hours". */
export function timeOf(
  minutes: number,
  t: ReturnType<typeof useTranslations<"macros">>,
): string {
  if (minutes % 1440 === 0) return t("days", { count: minutes / 1440 });
  if (minutes % 60 === 0) return t("hours", { count: minutes / 60 });
  return t("minutes", { count: minutes });
}
