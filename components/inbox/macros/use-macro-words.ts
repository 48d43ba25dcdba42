"use client";

import { useTranslations } from "next-intl";
import type { Macro, MacroRun } from "#contract/macros/macro.ts";
import { useStepWords } from "#components/thread/use-step-words.ts";

/** Says which step of a macro was refused and why. Nothing was done then. */
export function useMacroWords(): (
  failure: MacroRun["failed"][number],
  macro: Macro,
) => string {
  const t = useTranslations("macros");
  const newer = useTranslations("actions.newer");
  const errors = useTranslations("errors");
  const faults = useTranslations("form.server");
  const stepWords = useStepWords();
  return ({ step, code, reason = "", message }, macro) => {
    const why =
      code === "newer_message"
        ? newer("title")
        : faults.has(reason as "past")
          ? faults(reason as "past")
          : code !== "invalid_input" && errors.has(code as "unknown")
            ? errors(code as "unknown")
            : message;
    const at = step === null ? undefined : macro.steps[step];
    if (step === null || !at) return t("refused", { why });
    return t("stepRefused", { number: step + 1, step: stepWords(at), why });
  };
}
