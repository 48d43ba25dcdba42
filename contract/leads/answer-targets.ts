import type { LeadAnswer } from "./lead.ts";
import { standardField } from "./standard-field.ts";

/** An answer as it is stored. `to`: where it went when it came; left out by versions before. */
export type StoredAnswer = Omit<LeadAnswer, "targets"> & { to?: string | null };

/** The form's mapping; null: the form is not known, as that of an import. */
export type AnsweredForm = {
  mapping: Readonly<Record<string, string | null>> | null;
  questions: readonly { key: string; type: string | null }[] | null;
};

/** The field that the form fills with an answer now; null: none. Pure. */
export function targetOf(
  { key, label }: Pick<LeadAnswer, "key" | "label">,
  { mapping, questions }: AnsweredForm,
): string | null {
  if (mapping && key in mapping) return mapping[key] ?? null;
  const type = questions?.find((one) => one.key === key)?.type ?? null;
  return standardField({ key, label, type });
}

/**
 * The answers, each with the fields that it fills: by the mapping of now, and by that of its arrival. An answer has the
 * value of its field, so an agent who may not see the field gets neither. Of imports from before that was stored, equal values tell. Pure.
 */
export function withTargets(
  answers: readonly StoredAnswer[],
  form: AnsweredForm,
  fields: Readonly<Record<string, unknown>>,
): LeadAnswer[] {
  return answers.map(({ to, ...answer }) => {
    const targets = new Set([to ?? null, targetOf(answer, form)]);
    if (to === undefined && form.questions === null)
      for (const [key, value] of Object.entries(fields))
        if (value === answer.values.join(", ").trim())
          targets.add(`field:${key}`);
    return { ...answer, targets: [...targets].filter((one) => one !== null) };
  });
}
