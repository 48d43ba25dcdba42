"use client";

import { useMemo } from "react";
import type {
  AsOf,
  CloseThread,
  Transfer,
} from "#contract/threads/thread-requests.ts";
import type { MacroRun } from "#contract/macros/macro.ts";
import type { Priority } from "#contract/threads/priority-levels.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  api,
  ApiError,
  type ApiOptions,
} from "#components/live/transport/api.ts";
import { useLive } from "#components/live/stores/live-context.ts";

/** The end of a snooze, whether a message of the customer ends it before, and what to do then. */
export type SnoozeChoice = {
  until: Date;
  wakesOnReply: boolean;
  note?: string | undefined;
};

/** The actions on a thread. Each puts the response into the state; the caller shows errors. */
export function useThreadActions(threadId: string) {
  const { store, seen } = useLive();
  return useMemo(() => {
    /** The newest message of the thread that this screen has shown. */
    const asOf = (): AsOf => {
      const seenMessageId =
        seen.newest(threadId) ??
        store.getState().threads[threadId]?.thread.lastMessage?.id;
      return seenMessageId === undefined ? {} : { seenMessageId };
    };
    const call = async (verb: string, options: ApiOptions) => {
      const { seq: startedSeq } = store.getState();
      const thread = await api<Thread | null | undefined>(
        `/threads/${threadId}${verb && `/${verb}`}`,
        options,
      ).catch((error: unknown) => {
        const message = newerMessageOf(error);
        if (message) store.dispatch({ type: "message.fetched", message });
        throw error;
      });
      // Nothing is returned when it is no longer ours to see.
      if (thread)
        store.dispatch({ type: "thread.fetched", thread, startedSeq });
      return thread ?? null;
    };
    const post = (verb: string, body: unknown = {}) =>
      call(verb, { method: "POST", body });
    const onMessage = async (
      messageId: string,
      verb: "retry" | "reaction",
      body: unknown = {},
    ) => {
      const message = await api<Message | undefined>(
        `/threads/${threadId}/messages/${messageId}/${verb}`,
        { method: "POST", body },
      );
      if (message?.id) store.dispatch({ type: "message.fetched", message });
    };
    return {
      take: (force = false) => post("take", { force }),
      asOf,
      // A command that ends or defers attention is refused with newer_message
      // if its author has not seen the newest message, and that message is
      // shown.
      release: () => post("release", asOf()),
      close: (input: CloseThread = {}, seenThen = asOf()) =>
        post("close", { ...input, ...seenThen }),
      reopen: () => post("reopen"),
      snooze: ({ until, wakesOnReply, note }: SnoozeChoice) =>
        post("snooze", {
          until: until.toISOString(),
          wakesOnReply,
          note,
          ...asOf(),
        }),
      /** Ends the customer's wait without a reply. */
      noReplyNeeded: () => post("no-reply-needed", asOf()),
      /** Undoes it: the customer waits as before. */
      undoNoReply: () => call("no-reply-needed", { method: "DELETE" }),
      /** Makes the customer's newest message unread, for this agent alone. */
      async unread() {
        await seen.whenRead([threadId]);
        return post("unread");
      },
      archive: (on: boolean) => post(on ? "archive" : "unarchive"),
      spam: (on: boolean) => post(on ? "spam" : "not-spam"),
      /** Afterwards no one sees it until it is restored. */
      remove: () => call("", { method: "DELETE" }),
      restore: () => post("restore"),
      transfer: (transfer: Transfer, seenThen = asOf()) =>
        post("transfer", { ...transfer, ...seenThen }),
      prioritize: (priority: Priority) =>
        call("", { method: "PATCH", body: { priority } }),
      /** Each attempt of one run has the same `runId`. */
      runMacro: (macroId: string, runId: string) => {
        const { seenMessageId } = asOf();
        return api<MacroRun>(`/macros/${macroId}/run`, {
          method: "POST",
          body: {
            threadIds: [threadId],
            runId,
            ...(seenMessageId === undefined
              ? {}
              : { seen: { [threadId]: seenMessageId } }),
          },
        });
      },
      /** From the other app that answers on it. */
      takeControl: () => post("take-control"),
      /** Withdraws the request to a teammate. */
      cancelTransfer: () => post("transfer/cancel"),
      /** Dismisses the note of the last transfer. */
      dismissNote: () => call("handover-note", { method: "DELETE" }),
      /** Adds a participant: they may read it and write notes. */
      invite: (agentId: string) => post("participants", { agentId }),
      /** Removes a participant; with one's own id: leaves. */
      uninvite: (agentId: string) =>
        call(`participants/${agentId}`, { method: "DELETE" }),
      /** Marks read up to what was drawn. The badge goes at once. @returns whether the server has recorded it */
      async read() {
        const drawn = asOf();
        store.dispatch({ type: "thread.read", threadId });
        const request = post("read", drawn).then(
          () => true,
          () => false,
        );
        seen.reading(threadId, request);
        return request;
      },
      retryMessage: (messageId: string) => onMessage(messageId, "retry"),
      react: (messageId: string, emoji: string | null) =>
        onMessage(messageId, "reaction", { emoji }),
    };
  }, [store, seen, threadId]);
}

/** The customer's newer message, if a command was refused because of it. */
export function newerMessageOf(error: unknown): Message | null {
  if (!(error instanceof ApiError) || error.code !== "newer_message")
    return null;
  return (error.current as { message?: Message | null }).message ?? null;
}
