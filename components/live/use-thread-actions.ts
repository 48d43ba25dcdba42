"use client";

import { useMemo } from "react";
import type { Transfer } from "#contract/requests.ts";
import type { Message, Thread } from "#contract/shapes.ts";
import type { WrapUp } from "#contract/wrap-up-form.ts";
import { api, type ApiOptions } from "#components/live/api.ts";
import { useLive } from "#components/live/live-context.ts";

/** What can be done with a thread. Each puts the answer into the picture; errors are the caller's to tell. */
export function useThreadActions(threadId: string) {
  const { store } = useLive();
  return useMemo(() => {
    const call = async (verb: string, options: ApiOptions) => {
      const { seq: startedSeq } = store.get();
      const thread = await api<Thread | null | undefined>(
        `/threads/${threadId}/${verb}`,
        options,
      );
      // Nothing comes back when it is no longer ours to see.
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
      release: () => post("release"),
      close: (wrapUp: WrapUp = {}) => post("close", wrapUp),
      reopen: () => post("reopen"),
      snooze: (until: Date) => post("snooze", { until: until.toISOString() }),
      transfer: (transfer: Transfer) => post("transfer", transfer),
      /** Takes the question to a colleague back. */
      cancelTransfer: () => post("transfer/cancel"),
      /** Puts the note of the last transfer away. */
      dismissNote: () => call("handover-note", { method: "DELETE" }),
      /** Asks somebody along: they may read it and write notes. */
      invite: (agentId: string) => post("participants", { agentId }),
      /** They take part no more; with one's own id: leaves. */
      uninvite: (agentId: string) =>
        call(`participants/${agentId}`, { method: "DELETE" }),
      /** The badge goes at once. A lost call is made up for by the next one. */
      async read() {
        store.dispatch({ type: "thread.read", threadId });
        await post("read").catch(() => undefined);
      },
      retryMessage: (messageId: string) => onMessage(messageId, "retry"),
      react: (messageId: string, emoji: string | null) =>
        onMessage(messageId, "reaction", { emoji }),
    };
  }, [store, threadId]);
}
