"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  CONTACT_FIELDS,
  type ContactField,
  type Lead,
} from "#contract/leads/lead.ts";
import type { LeadForm, Mapping } from "#contract/leads/lead-settings.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useUnsaved } from "#components/forms/use-unsaved.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ConsentPurposes } from "./consent-purposes.tsx";
import { MappingPreview } from "./mapping-preview.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const OWN = "field:";
const MAX_KEY = 60;
const AUTOMATIC = "auto";
const NOWHERE = "none";
const NEW_FIELD = "own";
const SAMPLE_LEADS = 10;
const SHOWN_SAMPLES = 3;

type Question = LeadForm["questions"][number];
/** By question key; undefined: maps automatically. */
type Choices = Record<string, string | null | undefined>;

/** The mapping of each question of a form, with answers of the last leads beside it. */
export function MappingDialog({
  form,
  onClose,
  onSaved,
}: {
  form: LeadForm;
  onClose: () => void;
  onSaved: (saved: LeadForm) => void;
}) {
  const t = useTranslations("settings.leads");
  const common = useTranslations("common");
  const words = useErrorWords();
  const samples = useSamples(form.id);
  const [kept] = useState<Choices>(() =>
    Object.fromEntries(
      form.questions.map(({ key, to, chosen }) => [
        key,
        chosen ? to : undefined,
      ]),
    ),
  );
  const [choices, setChoices] = useState(kept);
  const [boxes, setBoxes] = useState(form.consents);
  const isDirty = choices !== kept || boxes !== form.consents;
  useUnsaved(isDirty);
  const mapping = mappingOf(choices);
  const save = useMutation({
    mutationFn: () =>
      api<LeadForm>(`/leads/forms/${encodeURIComponent(form.id)}`, {
        method: "PATCH",
        body: {
          mapping,
          consents: boxes.map(({ key, purpose }) => ({ key, purpose })),
        },
      }),
    onSuccess: (saved) => {
      toast.success(common("saved"));
      onSaved(saved);
    },
  });
  const isUnnamed = mapping.some(({ to }) => isNameless(to));
  return (
    <FormDialog
      isWide
      title={t("mappingTitle", { name: form.name ?? form.id })}
      description={t("mappingHint")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isUnnamed) save.mutate();
      }}
      isDirty={isDirty}
      isSaving={save.isPending}
      problem={save.error ? words(save.error) : null}
    >
      {form.questions.length === 0 && (
        <p className="text-sm text-muted-foreground">{t("noQuestions")}</p>
      )}
      <ul className="divide-y">
        {form.questions.map((question) => (
          <li key={question.key} className="py-3 first:pt-0">
            <QuestionRow
              question={question}
              samples={samples(question.key)}
              to={choices[question.key]}
              onChange={(to) => setChoices({ ...choices, [question.key]: to })}
            />
          </li>
        ))}
      </ul>
      {boxes.length > 0 && (
        <ConsentPurposes boxes={boxes} onChange={setBoxes} />
      )}
      {form.questions.length > 0 && (
        <MappingPreview
          formId={form.id}
          mapping={mapping.filter(({ to }) => !isNameless(to))}
        />
      )}
    </FormDialog>
  );
}

function QuestionRow({
  question,
  samples,
  to,
  onChange,
}: {
  question: Question;
  samples: string[];
  to: string | null | undefined;
  onChange: (to: string | null | undefined) => void;
}) {
  const t = useTranslations("settings.leads");
  const fields = useTranslations("leads.fields");
  const isOwn = to?.startsWith(OWN) ?? false;
  // While a person has chosen otherwise, the server does not say what would be automatic.
  const automatic =
    question.chosen || question.to === null
      ? t("automatic")
      : t("automaticTo", { field: fields(question.to as ContactField) });
  const ownKey = isOwn ? keyOf(to ?? "") : "";
  return (
    <div className="grid gap-2 sm:grid-cols-2 sm:gap-4">
      <div className="min-w-0">
        <p className="bidi font-medium wrap-anywhere">
          {question.label ?? question.key}
        </p>
        <p className="bidi truncate text-xs text-muted-foreground">
          {samples.length > 0
            ? t("samples", { list: samples.join(" · ") })
            : t("noSamples")}
        </p>
      </div>
      <div className="space-y-2">
        <Select
          aria-label={t("goesTo", { question: question.label ?? question.key })}
          value={
            to === undefined
              ? AUTOMATIC
              : to === null
                ? NOWHERE
                : isOwn
                  ? NEW_FIELD
                  : to
          }
          onValueChange={(value) =>
            onChange(
              value === AUTOMATIC
                ? undefined
                : value === NOWHERE
                  ? null
                  : value === NEW_FIELD
                    ? OWN
                    : value,
            )
          }
          groups={[
            { value: AUTOMATIC, label: automatic },
            { value: NOWHERE, label: t("answerOnly") },
            {
              label: t("contactFields"),
              options: CONTACT_FIELDS.map((field) => ({
                value: field,
                label: fields(field),
              })),
            },
            {
              label: t("ownFields"),
              options: [{ value: NEW_FIELD, label: t("ownField") }],
            },
          ]}
        />
        {isOwn && (
          <Field
            label={t("ownFieldName")}
            error={ownKey.trim() === "" ? t("ownFieldMissing") : undefined}
          >
            {(control) => (
              <Input
                {...control}
                value={ownKey}
                maxLength={MAX_KEY}
                autoComplete="off"
                onChange={({ target }) =>
                  onChange(OWN + target.value.trimStart())
                }
              />
            )}
          </Field>
        )}
      </div>
    </div>
  );
}

/** The choices as the server takes them: a question that is not named maps automatically. */
function mappingOf(choices: Choices): Mapping {
  return Object.entries(choices).flatMap(([key, to]) =>
    to === undefined ? [] : [{ key, to }],
  );
}

/** Whether it is a custom field whose name is still to be entered. */
function isNameless(to: string | null): boolean {
  return (to?.startsWith(OWN) ?? false) && keyOf(to ?? "").trim() === "";
}

/** The key in "field:key". */
function keyOf(to: string): string {
  return to.replace(OWN, "");
}

/** Different answers to a question among the form's last leads. */
function useSamples(formId: string): (key: string) => string[] {
  const { data } = useQuery({
    queryKey: liveKey("leads", "samples", formId),
    queryFn: ({ signal }) =>
      api<Page<Lead>>("/leads", {
        query: { form: formId, limit: SAMPLE_LEADS },
        signal,
      }),
  });
  return (key) => {
    const answers = (data?.items ?? []).flatMap((lead) =>
      lead.answers
        .filter((answer) => answer.key === key)
        .map(({ values }) => values.join(", ")),
    );
    return [...new Set(answers)]
      .filter((text) => text !== "")
      .slice(0, SHOWN_SAMPLES);
  };
}
