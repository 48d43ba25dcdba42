"use client";

import type { Thread } from "#contract/threads/thread.ts";
import { asksWrapUp, type WrapUpForm } from "#contract/routing/wrap-up-form.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";

const CODES = ["outcome_required", "outcome_unknown", "wrap_up_note_required"];

/** What is asked when this thread is closed; null: nothing, as far as this page knows. */
export function useWrapUpForm({ routedTo }: Thread): WrapUpForm | null {
  const queues = useQueues().data;
  const queue =
    routedTo?.type === "queue"
      ? queues?.find(({ id }) => id === routedTo.id)
      : undefined;
  return queue && asksWrapUp(queue.wrapUpForm) ? queue.wrapUpForm : null;
}

/** Refused because the queue asks for more than this page knew. */
export function isWrapUpAsked(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.errors.some(({ code }) => CODES.includes(code ?? ""))
  );
}
