"use client";

import type { Thread } from "#contract/threads/thread.ts";
import {
  asksWrapUp,
  LABEL_REQUIRED,
  type WrapUpForm,
} from "#contract/routing/wrap-up-form.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";

const CODES = [
  LABEL_REQUIRED,
  "outcome_required",
  "outcome_unknown",
  "wrap_up_note_required",
];

/** The wrap-up form of this thread's queue; null: none, as far as this tab knows. */
export function useWrapUpForm({ routedTo }: Thread): WrapUpForm | null {
  const queues = useQueues().data;
  const queue =
    routedTo?.type === "queue"
      ? queues?.find(({ id }) => id === routedTo.id)
      : undefined;
  return queue && asksWrapUp(queue.wrapUpForm) ? queue.wrapUpForm : null;
}

/** The answers that the server asks for before closing, because the queue's form asks for more than this tab knew; null: something else failed. */
export function wrapUpAskedBy(error: unknown): "label" | "outcome" | null {
  if (!(error instanceof ApiError)) return null;
  const codes = error.errors.map(({ code }) => code ?? "");
  if (codes.includes(LABEL_REQUIRED)) return "label";
  return codes.some((code) => CODES.includes(code)) ? "outcome" : null;
}
