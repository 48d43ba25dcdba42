import { z } from "zod";
import { lineSchema } from "#contract/text/text-schema.ts";

/** The form that a queue shows to an agent who closes one of its conversations; console and server both use these functions. */

const askSchema = z.enum(["off", "optional", "required"]);
export type Ask = z.infer<typeof askSchema>;

export const MAX_OUTCOMES = 30;
export const MAX_OUTCOME_CHARACTERS = 60;

const outcomeSchema = lineSchema({ min: 1, max: MAX_OUTCOME_CHARACTERS });

/** A queue's form. When it is read, a missing part is not asked. */
export const wrapUpFormSchema = z.object({
  /** Asks for the outcome, one of the list. */
  outcome: askSchema.default("off"),
  outcomes: z.array(outcomeSchema).max(MAX_OUTCOMES).default([]),
  /** For the customer's next agent. */
  note: askSchema.default("off"),
  /** `required`: a conversation without a label stays open. */
  label: z.enum(["off", "required"]).default("off"),
});
export type WrapUpForm = z.infer<typeof wrapUpFormSchema>;

/** As it is saved: each outcome once, and at least one to choose from where an outcome is asked for. */
export const wrapUpFormRequestSchema = wrapUpFormSchema
  .refine(({ outcomes }) => new Set(outcomes).size === outcomes.length, {
    path: ["outcomes"],
    message: "Each outcome once.",
  })
  .check(({ value, issues }) => {
    if (value.outcome === "off" || value.outcomes.length > 0) return;
    // Reported as one field with a minimum, for which forms have a text.
    issues.push({
      code: "too_small",
      origin: "array",
      minimum: 1,
      inclusive: true,
      input: value.outcomes,
      path: ["outcomes"],
    });
  });

/** The values given when closing. */
export type WrapUp = {
  outcome?: string | null | undefined;
  note?: string | null | undefined;
};

export const LABEL_REQUIRED = "label_required";

/** Whether the conversation has a label. */
type Labelled = { hasLabel: boolean };

export type WrapUpProblem = {
  path: "label" | "outcome" | "note";
  code:
    | typeof LABEL_REQUIRED
    | "outcome_required"
    | "outcome_unknown"
    | "wrap_up_note_required";
};

/** Whether there is anything to fill in, or to label. Left out: the conversation has no label. */
export function asksWrapUp(
  { outcome, note, label }: WrapUpForm,
  { hasLabel }: Labelled = { hasLabel: false },
): boolean {
  return (
    outcome !== "off" || note !== "off" || (label === "required" && !hasLabel)
  );
}

/**
 * Why the thread cannot be closed with these values; null: it can. A note is
 * always allowed, an outcome only where it is asked for. `form`: null without
 * a queue.
 */
export function wrapUpProblem(
  form: WrapUpForm | null,
  { outcome, note, hasLabel }: WrapUp & Labelled,
): WrapUpProblem | null {
  if (form?.label === "required" && !hasLabel)
    return { path: "label", code: LABEL_REQUIRED };
  if (outcome) {
    const known = form && form.outcome !== "off" ? form.outcomes : [];
    if (!known.includes(outcome))
      return { path: "outcome", code: "outcome_unknown" };
  } else if (form?.outcome === "required")
    return { path: "outcome", code: "outcome_required" };
  if (!note && form?.note === "required")
    return { path: "note", code: "wrap_up_note_required" };
  return null;
}

/** Whether a conversation stayed open because its queue requires a label. Pure. */
export function isLabelAsked({
  reason,
}: {
  reason?: string | undefined;
}): boolean {
  return reason === LABEL_REQUIRED;
}
