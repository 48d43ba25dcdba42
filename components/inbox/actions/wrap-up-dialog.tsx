"use client";

import { useTranslations } from "next-intl";
import { useRef, useState, type FormEvent } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import {
  wrapUpProblem,
  type WrapUpForm,
} from "#contract/routing/wrap-up-form.ts";
import type {
  CloseThread,
  ScheduledChoice,
} from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { LabelPicks } from "#components/labels/label-picks.tsx";
import { ScheduledChoiceField } from "#components/thread/scheduled-choice.tsx";
import { NewerMessageNotice } from "#components/inbox/transfer/newer-message.tsx";
import { ApiError } from "#components/live/transport/api.ts";
import { newerMessageOf } from "#components/live/actions/use-thread-actions.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import {
  useErrorWords,
  useFieldErrorWords,
} from "#components/words/use-error-words.ts";

const FORM_ID = "wrap-up-form";

type Problem = { path: string; message: string; code?: string | undefined };

/** Asks what has to be known before closing: the queue's wrap-up form, and what becomes of scheduled replies. By keyboard, arrows choose and Enter submits. */
export default function WrapUpDialog({
  thread: { id: threadId, labels },
  form,
  scheduled,
  onSubmit,
  onClose,
}: {
  thread: Pick<Thread, "id" | "labels">;
  form: WrapUpForm | null;
  /** The number of scheduled replies. */
  scheduled: number;
  /** Closes the thread; rejects with the server's error. */
  onSubmit: (input: CloseThread) => Promise<unknown>;
  onClose: () => void;
}) {
  const t = useTranslations("actions.wrapUp");
  const common = useTranslations("common");
  const words = useErrorWords();
  const fieldWords = useFieldErrorWords();
  const [outcome, setOutcome] = useState("");
  const [note, setNote] = useState("");
  const [choice, setChoice] = useState<ScheduledChoice>("cancel");
  const [problems, setProblems] = useState<Problem[]>([]);
  const [newer, setNewer] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  // Labels on their way to the server.
  const labelling = useRef<Promise<unknown> | null>(null);
  const waitForLabel = (_change: unknown, answered: Promise<boolean>) => {
    const all = Promise.all([labelling.current, answered]).finally(() => {
      if (labelling.current === all) labelling.current = null;
    });
    labelling.current = all;
  };
  const errorOf = (path: string) => {
    const problem = problems.find((each) => each.path === path);
    return problem && fieldWords(problem);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const wrapUp = { outcome: outcome || null, note: note.trim() || null };
    // Whether a label that is on its way will be there is for the server to say.
    const hasLabel = labels.length > 0 || labelling.current !== null;
    const missing = wrapUpProblem(form, { ...wrapUp, hasLabel });
    setProblems(missing ? [{ ...missing, message: "" }] : []);
    setNewer(null);
    if (missing) return;
    setBusy(true);
    try {
      await labelling.current;
      await onSubmit({ ...wrapUp, scheduled: choice });
      onClose();
    } catch (error) {
      const found = error instanceof ApiError ? error.errors : [];
      if (newerMessageOf(error)) setNewer(error);
      else
        setProblems(
          found.length > 0 ? found : [{ path: "", message: words(error) }],
        );
      setBusy(false);
    }
  };
  // It stays once the first label is there: another can be chosen.
  const [asksLabel] = useState(
    form?.label === "required" && labels.length === 0,
  );
  const asksOutcome = form !== null && form.outcome !== "off";
  const optional = (ask: WrapUpForm["note"]) =>
    ask === "optional" ? { optional: common("optional") } : {};
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      {...(form === null ? {} : { description: t("hint") })}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" form={FORM_ID} variant="primary" busy={isBusy}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <form
        id={FORM_ID}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 pb-2"
      >
        {asksLabel && (
          <fieldset
            aria-describedby={
              errorOf("label") ? `${FORM_ID}-label-error` : undefined
            }
          >
            <legend className="mb-1.5 text-sm font-medium">{t("label")}</legend>
            <LabelPicks
              of={{ type: "thread", id: threadId }}
              labels={labels}
              className="h-44"
              onPress={waitForLabel}
            />
            {labels.length === 0 && errorOf("label") && (
              <p
                id={`${FORM_ID}-label-error`}
                role="alert"
                className="mt-1.5 text-xs text-destructive"
              >
                {errorOf("label")}
              </p>
            )}
          </fieldset>
        )}
        {asksOutcome && (
          <Outcomes
            form={form}
            value={outcome}
            onChange={setOutcome}
            error={errorOf("outcome")}
          />
        )}
        {form !== null && form.note !== "off" && (
          <Field
            label={t("note")}
            hint={t("noteHint")}
            error={errorOf("note")}
            {...optional(form.note)}
          >
            {(control) => (
              <Textarea
                {...control}
                value={note}
                maxLength={MAX_NOTE_CHARACTERS}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        )}
        {scheduled > 0 && (
          <ScheduledChoiceField
            act="close"
            count={scheduled}
            value={choice}
            onChange={setChoice}
          />
        )}
        <NewerMessageNotice error={newer} />
        {errorOf("") && (
          <Notice tone="danger" role="alert">
            {errorOf("")}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

function Outcomes({
  form: { outcome: ask, outcomes },
  value,
  onChange,
  error,
}: {
  form: WrapUpForm;
  value: string;
  onChange: (outcome: string) => void;
  error: string | undefined;
}) {
  const t = useTranslations("actions.wrapUp");
  const choices = ask === "optional" ? ["", ...outcomes] : outcomes;
  return (
    <fieldset aria-describedby={error ? `${FORM_ID}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-medium">{t("outcome")}</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map((choice) => (
          <label
            key={choice}
            className="flex min-h-8 max-w-full cursor-pointer items-center gap-2 rounded-md border border-input px-2.5 py-1 text-sm hover:bg-accent has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-ring touch:min-h-11"
          >
            <input
              type="radio"
              name="outcome"
              value={choice}
              checked={choice === value && (value !== "" || ask === "optional")}
              onChange={() => onChange(choice)}
              className="size-4 shrink-0 accent-(--primary) outline-none"
            />
            <span className="bidi min-w-0 break-words">
              {choice || t("notSaid")}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p
          id={`${FORM_ID}-error`}
          role="alert"
          className="mt-1.5 text-xs text-destructive"
        >
          {error}
        </p>
      )}
    </fieldset>
  );
}
