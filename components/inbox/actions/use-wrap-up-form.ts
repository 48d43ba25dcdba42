"use client";

import type { Thread } from "#contract/threads/thread.ts";
import { asksWrapUp, type WrapUpForm } from "#contract/routing/wrap-up-form.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";

const CODES = ["outcome_required", "outcome_unknown", "wrap_up_note_required"];

/** The wrap-up form for closing this thread; null: none, as far as this tab knows. */
export function useWrapUpForm({ routedTo }: Thread): WrapUpForm | null {
  const queues = useQueues().data;
  const queue =
    routedTo?.type === "queue"
      ? queues?.find(({ id }) => id === routedTo.id)
      : undefined;
  return queue && asksWrapUp(queue.wrapUpForm) ? queue.wrapUpForm : null;
}

/** Whether the server refused because the queue's form asks for more than this tab knew. */
export function isWrapUpAsked(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.errors.some(({ code }) => CODES.includes(code ?? ""))
  );
}
