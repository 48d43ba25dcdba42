"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import {
  RULE_WORDS,
  type RouteRule,
  type RuleConditions,
} from "#contract/routing/route-rules.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import { useRuleSegments } from "#components/live/queries/use-segments.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useUnsaved } from "#components/forms/use-unsaved.ts";
import { useCopied } from "#components/settings/use-copied.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { CUSTOMER_LANGUAGES } from "#components/words/customer-languages.ts";
import { languageName } from "#components/words/times.ts";

const MAX_NAME = 120;
const DURINGS = ["open", "always"] as const;
const RETURNINGS = ["yes", "no"] as const;
const CONDITIONS = [
  ...RULE_WORDS,
  "label",
  "stage",
  "segment",
  "returning",
] as const;
type Condition = (typeof CONDITIONS)[number];
type Returning = (typeof RETURNINGS)[number];
type Draft = {
  name: string;
  message: string;
  referral: string;
  ad: string;
  form: string;
  language: string;
  label: string[];
  stage: string[];
  segment: string[];
  returning: Returning | null;
  during: RouteRule["during"];
  to: Destination | null;
};

/** Edits one rule. The change applies once the channel is saved. */
export function RuleDialog({
  rule,
  copyOf = null,
  onClose,
  onDone,
}: {
  rule: RouteRule | null;
  /** The new one begins as a copy of this one. */
  copyOf?: RouteRule | null;
  onClose: () => void;
  onDone: (rule: RouteRule) => void;
}) {
  const t = useTranslations("settings.rules");
  const form = useTranslations("form");
  const locale = useLocale();
  const labels = useLabels().data ?? [];
  const stages = useCustomerStages().data ?? [];
  const segments = useRuleSegments();
  const copied = useCopied();
  const [kept] = useState(() => {
    const draft = draftOf(rule ?? copyOf);
    return copyOf
      ? { ...draft, name: copied.name(copyOf.name, MAX_NAME) }
      : draft;
  });
  const [draft, setDraft] = useState(kept);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(kept);
  useUnsaved(isDirty);
  const [wasTried, setTried] = useState(false);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  // The conditions that have a row, in the order in which they were added.
  const [rows, setRows] = useState<readonly Condition[]>(() =>
    CONDITIONS.filter((name) => isFilled(draft[name])),
  );
  const add = (name: Condition) => {
    setRows([...rows, name]);
    if (name === "returning") change({ returning: "yes" });
  };
  const remove = (name: Condition) => {
    setRows(rows.filter((each) => each !== name));
    change({ [name]: EMPTY[name] });
  };
  const when = conditionsOf(draft);
  const faults = {
    name: draft.name.trim() === "" ? form("required") : undefined,
    to: draft.to === null ? t("toNeeded") : undefined,
    when: Object.keys(when).length === 0 ? t("conditionsNeeded") : null,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React's events bubble to the surrounding form, which would save the channel.
    event.stopPropagation();
    setTried(true);
    const { to, during } = draft;
    if (to === null || faults.name || faults.when) return;
    const name = draft.name.trim();
    onDone({
      name,
      enabled: (rule ?? copyOf)?.enabled ?? true,
      when,
      during,
      to,
    });
  };
  const words = (name: Exclude<(typeof RULE_WORDS)[number], "language">) => (
    <Field label={t(name)} hint={t(`${name}Hint`)}>
      {(control) => (
        <Input
          {...control}
          value={draft[name]}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </Field>
  );
  const fieldOf = (name: Condition) => {
    if (name === "label")
      return (
        <CheckList
          label={t("label")}
          empty={t("noLabels")}
          options={labels.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.label}
          onChange={(label) => change({ label })}
        />
      );
    if (name === "stage")
      return (
        <CheckList
          label={t("stage")}
          empty={t("noStages")}
          options={stages
            .filter(
              // The archived ones of the rule stay in the list, so that they can be removed.
              ({ id, archivedAt }) =>
                archivedAt === null || draft.stage.includes(id),
            )
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.stage}
          onChange={(stage) => change({ stage })}
        />
      );
    if (name === "segment") {
      const gone = draft.segment.filter(
        (id) => !segments.some((segment) => segment.id === id),
      );
      return (
        <CheckList
          label={t("segment")}
          empty={t("noSegments")}
          options={[
            ...segments.map(({ id, name }) => ({ value: id, label: name })),
            // The list keeps deleted segments of the rule, so that they can be removed.
            ...gone.map((id) => ({ value: id, label: t("words.segmentGone") })),
          ]}
          value={draft.segment}
          onChange={(segment) => change({ segment })}
        />
      );
    }
    if (name === "language") {
      const chosen = wordsOf(draft.language);
      // Others that a rule already has stay in the list, so that they can be removed.
      const others = wordsOf(kept.language).filter(
        (tag) => !CUSTOMER_LANGUAGES.includes(tag),
      );
      return (
        <CheckList
          label={t("language")}
          empty=""
          options={[...CUSTOMER_LANGUAGES, ...others].map((tag) => ({
            value: tag,
            label: languageName(locale, tag),
          }))}
          value={chosen}
          onChange={(tags) => change({ language: tags.join(", ") })}
        />
      );
    }
    if (name !== "returning") return words(name);
    return (
      <Field label={t("returning")}>
        {(control) => (
          <Select
            {...control}
            value={draft.returning ?? "yes"}
            onValueChange={(returning) =>
              change({ returning: returning as Returning })
            }
            groups={RETURNINGS.map((value) => ({
              value,
              label: t(`returnings.${value}`),
            }))}
          />
        )}
      </Field>
    );
  };
  // The dialog offers stages once the company has some, and segments once one is shared with everybody.
  const left = CONDITIONS.filter(
    (name) =>
      !rows.includes(name) &&
      (name !== "stage" || stages.length > 0) &&
      (name !== "segment" || segments.length > 0),
  );
  return (
    <FormDialog
      title={rule ? t("edit") : t("add")}
      description={t("applyHint")}
      onClose={onClose}
      onSubmit={submit}
      submitLabel={t("done")}
      isDirty={isDirty}
      isSaving={false}
      problem={wasTried ? faults.when : null}
    >
      <Field label={t("name")} error={wasTried ? faults.name : undefined}>
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            maxLength={MAX_NAME}
            autoComplete="off"
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-4 rounded-md border p-3">
        <legend className="px-1 text-sm font-medium">{t("conditions")}</legend>
        {rows.map((name) => (
          <div key={name} className="flex items-start gap-1">
            <div className="min-w-0 flex-1">{fieldOf(name)}</div>
            <IconButton
              label={t("removeCondition", { name: t(name) })}
              size="icon-sm"
              onClick={() => remove(name)}
            >
              <X />
            </IconButton>
          </div>
        ))}
        {left.length > 0 && (
          <Select
            // A choice is added and not kept: the next one begins anew.
            key={rows.length}
            aria-label={t("addCondition")}
            value=""
            placeholder={t("addCondition")}
            onValueChange={(name) => add(name as Condition)}
            groups={left.map((value) => ({ value, label: t(value) }))}
          />
        )}
      </fieldset>
      <ChoiceField
        label={t("during")}
        value={draft.during}
        onChange={(during) => change({ during })}
        choices={DURINGS.map((value) => ({
          value,
          label: t(`durings.${value}`),
          hint: t(`duringHints.${value}`),
        }))}
      />
      <Field label={t("to")} error={wasTried ? faults.to : undefined}>
        {(control) => (
          <DestinationSelect
            {...control}
            value={draft.to}
            onChange={(to) => change({ to })}
            nowhere={t("toChoose")}
          />
        )}
      </Field>
    </FormDialog>
  );
}

const EMPTY = {
  message: "",
  referral: "",
  ad: "",
  form: "",
  language: "",
  label: [],
  stage: [],
  segment: [],
  returning: null,
} satisfies Pick<Draft, Condition>;

function isFilled(value: Draft[Condition]): boolean {
  return value !== null && value.length > 0;
}

function draftOf(rule: RouteRule | null): Draft {
  const { message, referral, ad, form, language, label, stage } =
    rule?.when ?? {};
  const { segment, returning } = rule?.when ?? {};
  return {
    name: rule?.name ?? "",
    message: message?.join(", ") ?? "",
    referral: referral?.join(", ") ?? "",
    ad: ad?.join(", ") ?? "",
    form: form?.join(", ") ?? "",
    language: language?.join(", ") ?? "",
    label: label ?? [],
    stage: stage ?? [],
    segment: segment ?? [],
    returning: returning === undefined ? null : returning ? "yes" : "no",
    during: rule?.during ?? "open",
    to: rule?.to ?? null,
  };
}

function wordsOf(text: string): string[] {
  return text
    .split(/[,，、]/u)
    .map((word) => word.trim())
    .filter(Boolean);
}

function conditionsOf({
  label,
  stage,
  segment,
  returning,
  ...draft
}: Draft): RuleConditions {
  const conditions: RuleConditions = {};
  for (const name of RULE_WORDS) {
    const values = wordsOf(draft[name]);
    if (values.length > 0) conditions[name] = values;
  }
  if (label.length > 0) conditions.label = label;
  if (stage.length > 0) conditions.stage = stage;
  if (segment.length > 0) conditions.segment = segment;
  if (returning !== null) conditions.returning = returning === "yes";
  return conditions;
}
