import { z } from "zod";
import { lineSchema } from "#contract/text/text-schema.ts";

/** What a queue asks of whoever closes one of its conversations; both sides decide by these. */

const askSchema = z.enum(["off", "optional", "required"]);
export type Ask = z.infer<typeof askSchema>;

export const MAX_OUTCOMES = 30;
export const MAX_OUTCOME_CHARACTERS = 60;

const outcomeSchema = lineSchema({ min: 1, max: MAX_OUTCOME_CHARACTERS });

/** Of a queue. As it is read: whatever is missing is not asked. */
export const wrapUpFormSchema = z.object({
  /** How it ended, out of the list. */
  outcome: askSchema.default("off"),
  outcomes: z.array(outcomeSchema).max(MAX_OUTCOMES).default([]),
  /** For whoever has the customer next. */
  note: askSchema.default("off"),
});
export type WrapUpForm = z.infer<typeof wrapUpFormSchema>;

/** As it is saved: each outcome once, and some to choose from where one is asked for. */
export const wrapUpFormRequestSchema = wrapUpFormSchema
  .refine(({ outcomes }) => new Set(outcomes).size === outcomes.length, {
    path: ["outcomes"],
    message: "Each outcome once.",
  })
  .check(({ value, issues }) => {
    if (value.outcome === "off" || value.outcomes.length > 0) return;
    // As if it were one field with a minimum: forms have words for that.
    issues.push({
      code: "too_small",
      origin: "array",
      minimum: 1,
      inclusive: true,
      input: value.outcomes,
      path: ["outcomes"],
    });
  });

/** With what somebody closes. */
export type WrapUp = {
  outcome?: string | null | undefined;
  note?: string | null | undefined;
};

export type WrapUpProblem = {
  path: "outcome" | "note";
  code: "outcome_required" | "outcome_unknown" | "wrap_up_note_required";
};

/** Is there anything to fill in? */
export function asksWrapUp({ outcome, note }: WrapUpForm): boolean {
  return outcome !== "off" || note !== "off";
}

/**
 * Why it cannot be closed with this; null: it can. A note is welcome anywhere,
 * an outcome only where it is asked for. `form`: null without a queue.
 */
export function wrapUpProblem(
  form: WrapUpForm | null,
  { outcome, note }: WrapUp,
): WrapUpProblem | null {
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
