import type { Draft, DraftKind } from "#contract/threads/draft.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import {
  contentOf,
  keepServerDraft,
  keepServerDrafts,
  markSaved,
  readDraft,
  unsavedDrafts,
  watchDrafts,
} from "#components/live/stores/draft-store.ts";

// While the agent writes, the server has the text at most this old.
const SAVE_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
const TOO_MANY_REQUESTS = 429;

export type DraftSync = {
  /** Fetches all drafts; after each connect. */
  reload(): void;
  /** A draft that one of the agent's devices has saved. */
  receive(draft: Draft): void;
  stop(): void;
};

/**
 * Keeps the drafts of this browser and those of the server the same. The last
 * text written counts. A text that is not saved yet is never replaced: what
 * another device saves meanwhile is overwritten by it.
 */
export function startDraftSync(
  agentId: string,
  newestMessageOf: (threadId: string) => string | null,
): DraftSync {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const busy = new Set<string>();
  /** When the server saved the last text of this browser; null: it deleted the draft. */
  const savedAt = new Map<string, string | null>();
  let isStopped = false;

  const schedule = (after?: number) => {
    for (const { threadId, kind, isEmpty } of unsavedDrafts(agentId)) {
      const key = `${threadId}/${kind}`;
      if (busy.has(key)) continue;
      // A sent text must not come back on another device.
      if (isEmpty && after === undefined) {
        clearTimeout(timers.get(key));
        timers.delete(key);
      }
      if (timers.has(key)) continue;
      const wait = after ?? (isEmpty ? 0 : SAVE_AFTER_MS);
      timers.set(
        key,
        setTimeout(() => void save(threadId, kind), wait),
      );
    }
  };

  async function save(threadId: string, kind: DraftKind): Promise<void> {
    const key = `${threadId}/${kind}`;
    timers.delete(key);
    if (isStopped || busy.has(key)) return;
    busy.add(key);
    const content = contentOf(readDraft(agentId, threadId), kind);
    let retryAfter: number | undefined;
    try {
      const { updatedAt } = await api<Draft>(`/threads/${threadId}/draft`, {
        method: "PUT",
        body: {
          kind,
          text: content.text,
          replyTo: content.replyTo?.id ?? null,
          attachmentIds: content.attachments.map(({ id }) => id),
          baseMessageId: newestMessageOf(threadId),
        },
      });
      savedAt.set(key, updatedAt);
      markSaved(agentId, threadId, kind, content);
    } catch (error) {
      // Refused for good, as where the thread is out of sight: this browser keeps it.
      if (isRefusal(error)) markSaved(agentId, threadId, kind, content);
      else retryAfter = RETRY_AFTER_MS;
    } finally {
      busy.delete(key);
    }
    if (!isStopped) schedule(retryAfter);
  }

  /** An event may come after the answer to a later save: an older text must not replace a newer one. */
  async function receive(draft: Draft): Promise<void> {
    const { threadId, kind, updatedAt } = draft;
    const key = `${threadId}/${kind}`;
    const last = savedAt.get(key) ?? null;
    if (updatedAt !== null) {
      if (last === null || updatedAt >= last) keepServerDraft(agentId, draft);
      return;
    }
    if (last === null) {
      keepServerDraft(agentId, draft);
      return;
    }
    // A deletion has no time: the server is asked what it has now.
    const now = await api<Draft>(
      `/threads/${threadId}/draft?kind=${kind}`,
      // Out of sight: it was passed on with the thread, or deleted on another device.
    ).catch((error: unknown) => (isRefusal(error) ? draft : null));
    if (now && !isStopped && savedAt.get(key) === last)
      keepServerDraft(agentId, now);
  }

  const flush = () => {
    if (document.visibilityState !== "hidden") return;
    for (const { threadId, kind } of unsavedDrafts(agentId)) {
      clearTimeout(timers.get(`${threadId}/${kind}`));
      void save(threadId, kind);
    }
  };
  const unwatch = watchDrafts(() => schedule());
  document.addEventListener("visibilitychange", flush);
  return {
    reload() {
      const before = new Map(savedAt);
      void fetchAll<Draft>("/drafts").then(
        (drafts) => {
          if (isStopped) return;
          keepServerDrafts(
            agentId,
            drafts,
            // The list can be older than what was saved while it was read.
            (key) => savedAt.get(key) === before.get(key),
          );
          schedule();
        },
        // The next connect fetches them again.
        () => undefined,
      );
    },
    receive: (draft) => void receive(draft),
    stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      unwatch();
      document.removeEventListener("visibilitychange", flush);
    },
  };
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status < 500 &&
    error.status !== TOO_MANY_REQUESTS
  );
}
