import { expect, test } from "vitest";
import {
  asksWrapUp,
  wrapUpFormRequestSchema,
  wrapUpFormSchema,
  wrapUpProblem,
  type WrapUp,
  type WrapUpForm,
} from "#contract/routing/wrap-up-form.ts";

const form = (over: Partial<WrapUpForm> = {}): WrapUpForm => ({
  outcome: "off",
  outcomes: ["Sold", "Question answered"],
  note: "off",
  label: "off",
  ...over,
});

test.each<[string, WrapUpForm | null, WrapUp, string | null]>([
  ["no queue", null, {}, null],
  ["no queue, a note", null, { note: "calls back" }, null],
  ["no queue, an outcome", null, { outcome: "Sold" }, "outcome_unknown"],
  ["nothing asked", form(), {}, null],
  ["nothing asked, an outcome", form(), { outcome: "Sold" }, "outcome_unknown"],
  ["may say", form({ outcome: "optional" }), {}, null],
  ["says", form({ outcome: "optional" }), { outcome: "Sold" }, null],
  ["must say", form({ outcome: "required" }), {}, "outcome_required"],
  ["empty", form({ outcome: "required" }), { outcome: "" }, "outcome_required"],
  [
    "not on the list",
    form({ outcome: "required" }),
    { outcome: "sold" },
    "outcome_unknown",
  ],
  ["must note", form({ note: "required" }), {}, "wrap_up_note_required"],
  ["notes", form({ note: "required" }), { note: "calls back" }, null],
  [
    "both, one missing",
    form({ outcome: "required", note: "required" }),
    { outcome: "Sold" },
    "wrap_up_note_required",
  ],
])("closing, %s", (_, asked, wrapUp, code) => {
  const found = wrapUpProblem(asked, { ...wrapUp, hasLabel: false });
  expect(found?.code ?? null).toBe(code);
});

test("a queue that requires a label asks for one where the conversation has none", () => {
  const asked = form({ label: "required" });
  expect(asksWrapUp(asked)).toBe(true);
  expect(asksWrapUp(asked, { hasLabel: true })).toBe(false);
  expect(wrapUpProblem(asked, { hasLabel: false })).toEqual({
    path: "label",
    code: "label_required",
  });
  expect(wrapUpProblem(asked, { hasLabel: true })).toBeNull();
});

test("a queue without a form asks nothing; a list is saved with each outcome once", () => {
  expect(asksWrapUp(wrapUpFormSchema.parse({}))).toBe(false);
  expect(asksWrapUp(form({ note: "optional" }))).toBe(true);
  const saves = (over: Partial<WrapUpForm>) =>
    wrapUpFormRequestSchema.safeParse(form(over)).success;
  expect(saves({ outcome: "required" })).toBe(true);
  expect(saves({ outcome: "required", outcomes: [] })).toBe(false);
  expect(saves({ outcomes: ["Sold", " Sold"] })).toBe(false);
});
