"use client";

import { useTranslations } from "next-intl";
import type { MacroStep } from "#contract/macros/macro.ts";
import { MAX_REPLY_CHARACTERS } from "#contract/channels/rules/reply-limits.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { MAX_OUTCOME_CHARACTERS } from "#contract/routing/wrap-up-form.ts";
import {
  PRIORITIES,
  type Priority,
} from "#contract/threads/priority-levels.ts";
import {
  useAgents,
  useCannedReplies,
  useLabels,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { SNOOZE_MINUTES, timeOf } from "#components/thread/use-step-words.ts";
import { Input, Textarea } from "#components/ui/controls/input.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { LongSelect } from "#components/settings/long-select.tsx";

type Props<Type extends MacroStep["type"] = MacroStep["type"]> = {
  step: Extract<MacroStep, { type: Type }>;
  /** Names the step for a screen reader. */
  label: string;
  /** A shared macro uses shared canned replies only. */
  isShared: boolean;
  describedBy: string | undefined;
  onChange: (step: MacroStep) => void;
};

/** The field of a step that has a value. */
export function StepValue({ step, ...props }: Props) {
  switch (step.type) {
    case "reply":
    case "note":
      return <TextValue step={step} {...props} />;
    case "canned_reply":
      return <CannedValue step={step} {...props} />;
    case "label":
    case "unlabel":
      return <LabelValue step={step} {...props} />;
    case "priority":
      return <PriorityValue step={step} {...props} />;
    case "transfer":
      return <TransferValue step={step} {...props} />;
    case "snooze":
      return <SnoozeValue step={step} {...props} />;
    case "close":
      return <CloseValue step={step} {...props} />;
    default:
      return null;
  }
}

function TextValue({
  step,
  label,
  describedBy,
  onChange,
}: Props<"reply" | "note">) {
  const t = useTranslations("settings.macros");
  return (
    <Textarea
      dir="auto"
      aria-label={t("textOf", { step: label })}
      aria-describedby={describedBy}
      placeholder={
        step.type === "note"
          ? t("noteText")
          : t("replyText", { variable: "{{customer.firstName}}" })
      }
      value={step.text}
      maxLength={MAX_REPLY_CHARACTERS}
      onChange={({ target }) => onChange({ ...step, text: target.value })}
    />
  );
}

function CannedValue({
  step,
  label,
  isShared,
  describedBy,
  onChange,
}: Props<"canned_reply">) {
  const t = useTranslations("settings.macros");
  const canned = (useCannedReplies().data ?? []).filter(
    ({ scope }) => !isShared || scope !== "private",
  );
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      <LongSelect
        aria-label={t("cannedOf", { step: label })}
        aria-describedby={describedBy}
        placeholder={t("chooseCanned")}
        value={step.cannedReplyId}
        onValueChange={(cannedReplyId) => onChange({ ...step, cannedReplyId })}
        groups={canned.map(({ id, title }) => ({ value: id, label: title }))}
      />
      <Segmented
        label={t("modeOf", { step: label })}
        value={step.mode}
        onValueChange={(mode) => onChange({ ...step, mode })}
        options={[
          { value: "send", label: t("modes.send") },
          { value: "insert", label: t("modes.insert") },
        ]}
      />
    </div>
  );
}

function LabelValue({
  step,
  label,
  describedBy,
  onChange,
}: Props<"label" | "unlabel">) {
  const t = useTranslations("settings.macros");
  const labels = (useLabels().data ?? []).filter(
    ({ id, offered }) => offered || id === step.labelId,
  );
  return (
    <LongSelect
      aria-label={t("labelOf", { step: label })}
      aria-describedby={describedBy}
      placeholder={t("chooseLabel")}
      value={step.labelId}
      onValueChange={(labelId) => onChange({ ...step, labelId })}
      groups={labels.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function PriorityValue({ step, label, onChange }: Props<"priority">) {
  const t = useTranslations("priority");
  return (
    <LongSelect
      aria-label={`${label}: ${t("label")}`}
      value={step.priority}
      onValueChange={(priority) =>
        onChange({ ...step, priority: priority as Priority })
      }
      groups={PRIORITIES.toReversed().map((priority) => ({
        value: priority,
        label: t(`levels.${priority}`),
      }))}
    />
  );
}

function TransferValue({
  step,
  label,
  describedBy,
  onChange,
}: Props<"transfer">) {
  const t = useTranslations("settings.macros");
  const words = useTranslations("transfer");
  const queues = useQueues().data ?? [];
  const groups = useRingGroups().data ?? [];
  const agents = (useAgents().data ?? []).filter(
    ({ disabled, role }) => !disabled && isTeammate(role),
  );
  const optionsOf = (
    type: Destination["type"],
    all: readonly { id: string; name: string }[],
  ) => all.map(({ id, name }) => ({ value: `${type}/${id}`, label: name }));
  return (
    <LongSelect
      aria-label={t("targetOf", { step: label })}
      aria-describedby={describedBy}
      placeholder={t("chooseTarget")}
      value={step.to.id === "" ? "" : `${step.to.type}/${step.to.id}`}
      onValueChange={(value) => {
        const [type = "queue", id = ""] = value.split("/");
        onChange({ ...step, to: { type: type as Destination["type"], id } });
      }}
      groups={[
        {
          label: words("places"),
          options: [
            ...optionsOf("queue", queues),
            ...optionsOf("ring_group", groups),
          ],
        },
        { label: words("people"), options: optionsOf("agent", agents) },
      ]}
    />
  );
}

function SnoozeValue({ step, label, onChange }: Props<"snooze">) {
  const t = useTranslations("settings.macros");
  const macros = useTranslations("macros");
  // A time that came by the API is kept.
  const choices = SNOOZE_MINUTES.includes(step.minutes as 60)
    ? [...SNOOZE_MINUTES]
    : [step.minutes, ...SNOOZE_MINUTES];
  const { wakesOnReply: _, ...waking } = step;
  return (
    <>
      <LongSelect
        aria-label={t("timeOf", { step: label })}
        value={String(step.minutes)}
        onValueChange={(minutes) =>
          onChange({ ...step, minutes: Number(minutes) })
        }
        groups={choices.map((minutes) => ({
          value: String(minutes),
          label: timeOf(minutes, macros),
        }))}
      />
      <label className="flex cursor-pointer items-center gap-2 text-sm touch:min-h-11">
        <input
          type="checkbox"
          checked={step.wakesOnReply === false}
          onChange={({ target }) =>
            onChange(target.checked ? { ...step, wakesOnReply: false } : waking)
          }
          className="size-4 accent-(--primary)"
        />
        {t("snoozeHolds")}
      </label>
    </>
  );
}

function CloseValue({ step, label, onChange }: Props<"close">) {
  const t = useTranslations("settings.macros");
  return (
    <Input
      aria-label={t("outcomeOf", { step: label })}
      placeholder={t("outcome")}
      value={step.outcome ?? ""}
      maxLength={MAX_OUTCOME_CHARACTERS}
      autoComplete="off"
      onChange={({ target }) =>
        onChange({ ...step, outcome: target.value || null })
      }
    />
  );
}
