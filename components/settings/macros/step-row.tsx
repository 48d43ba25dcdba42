"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { MACRO_STEPS, type MacroStep } from "#contract/macros/macro.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { StepValue } from "./step-value.tsx";

/** One step of a macro: its kind, its value, and its place. */
export function StepRow({
  number,
  step,
  isShared,
  error,
  isFirst,
  isLast,
  onChange,
  onMove,
  onRemove,
}: {
  number: number;
  step: MacroStep;
  isShared: boolean;
  error: string | null;
  isFirst: boolean;
  isLast: boolean;
  onChange: (step: MacroStep) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const t = useTranslations("settings.macros");
  const kinds = useTranslations("macros.kinds");
  const errorId = useId();
  const label = t("step", { number });
  return (
    <li className="flex flex-col gap-2 rounded-md border p-2">
      <div className="flex flex-wrap items-center gap-1">
        <div className="min-w-40 flex-1">
          <Select
            aria-label={label}
            value={step.type}
            onValueChange={(type) =>
              onChange(emptyStep(type as MacroStep["type"]))
            }
            groups={MACRO_STEPS.map((type) => ({
              value: type,
              label: kinds(type),
            }))}
          />
        </div>
        <div className="ms-auto flex">
          <IconButton
            label={t("stepUp", { number })}
            disabled={isFirst}
            onClick={() => onMove(-1)}
          >
            <ArrowUp />
          </IconButton>
          <IconButton
            label={t("stepDown", { number })}
            disabled={isLast}
            onClick={() => onMove(1)}
          >
            <ArrowDown />
          </IconButton>
          <IconButton label={t("removeStep", { number })} onClick={onRemove}>
            <X />
          </IconButton>
        </div>
      </div>
      <StepValue
        step={step}
        label={label}
        isShared={isShared}
        describedBy={error === null ? undefined : errorId}
        onChange={onChange}
      />
      {error !== null && (
        <p id={errorId} role="alert" className="text-xs text-destructive">
          {error}
        </p>
      )}
    </li>
  );
}

/** A step of that kind whose value is still to be chosen. Pure. */
function emptyStep(type: MacroStep["type"]): MacroStep {
  switch (type) {
    case "reply":
    case "note":
      return { type, text: "" };
    case "canned_reply":
      return { type, cannedReplyId: "", mode: "send" };
    case "label":
    case "unlabel":
      return { type, labelId: "" };
    case "priority":
      return { type, priority: "high" };
    case "transfer":
      return { type, to: { type: "queue", id: "" } };
    case "snooze":
      return { type, minutes: 1440 };
    case "close":
      return { type, outcome: null };
    default:
      return { type };
  }
}
