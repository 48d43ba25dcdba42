import { pageOf, pageQuerySchema } from "#contract/base/page.ts";
import { deletedThreadSchema } from "#contract/threads/deleted-thread.ts";
import { asOfSchema } from "#contract/threads/thread-requests.ts";
import { threadSchema, type Thread } from "#contract/threads/thread.ts";
import { archiveThread } from "#server/domain/conversations/archive.ts";
import {
  deleteThread,
  listDeletedThreads,
  restoreThread,
} from "#server/domain/conversations/delete-thread.ts";
import {
  markSpam,
  unmarkSpam,
} from "#server/domain/conversations/mark-spam.ts";
import {
  markNoReplyNeeded,
  undoNoReplyNeeded,
} from "#server/domain/conversations/no-reply-needed.ts";
import { markUnread } from "#server/domain/messages/read.ts";
import {
  endpoint,
  type Api,
  type RouteSpec,
} from "#server/http/edge/endpoint.ts";

const command = {
  method: "post",
  tag: "Threads",
  answer: threadSchema,
} as const satisfies Partial<RouteSpec>;

/** Commands that put a thread aside without an answer to the customer, for everyone or to find it again. */
export function setAsideRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/no-reply-needed",
      name: "markNoReplyNeeded",
      summary: "End the wait without a reply",
      description:
        "The thread stays open with its owner. The customer waits again from their next message on.",
      body: asOfSchema,
      bodyOptional: true,
      problems: [
        "owned_by_other",
        "wrong_state",
        "participant_only",
        "newer_message",
      ],
    },
    async ({ context, actor, id, body }) =>
      seen(await markNoReplyNeeded(context, actor, id, body)),
  );
  endpoint(
    api,
    {
      ...command,
      method: "delete",
      path: "/threads/{id}/no-reply-needed",
      name: "undoNoReplyNeeded",
      summary: "Undo “no reply needed”",
      description:
        "The customer waits again since the time they had waited since, with the reminders and the reply target of then. Only the agent who ended the wait can undo it, within two minutes and while the session goes on.",
      problems: ["owned_by_other", "wrong_state", "participant_only"],
    },
    async ({ context, actor, id }) =>
      seen(await undoNoReplyNeeded(context, actor, id)),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/unread",
      name: "markThreadUnread",
      reviewers: "own",
      summary: "Mark a thread as unread",
      description:
        "The customer’s newest message becomes unread for the caller alone, until they open the thread again.",
    },
    ({ context, actor, id }) => markUnread(context, actor, id),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/spam",
      name: "markThreadSpam",
      summary: "Mark a thread as spam",
      description:
        "Blocks its customer without an end, closes their threads and archives this one.",
      problems: ["participant_only"],
    },
    async ({ context, actor, id }) => seen(await markSpam(context, actor, id)),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/not-spam",
      name: "unmarkThreadSpam",
      summary: "Take a spam mark back",
      description:
        "Unblocks the customer and takes the thread out of the archive. It stays closed.",
      problems: ["participant_only", "wrong_state"],
    },
    async ({ context, actor, id }) =>
      seen(await unmarkSpam(context, actor, id)),
  );
  for (const on of [true, false])
    endpoint(
      api,
      {
        ...command,
        path: `/threads/{id}/${on ? "archive" : "unarchive"}`,
        name: on ? "archiveThread" : "unarchiveThread",
        summary: on ? "Archive a thread" : "Take a thread out of the archive",
        description: on
          ? "Only a closed thread. It leaves every list but the archive; search still finds it. It comes back when the customer writes."
          : "It stays closed.",
        problems: ["wrong_state", "participant_only"],
      },
      async ({ context, actor, id }) =>
        seen(await archiveThread(context, actor, { threadId: id, on })),
    );
}

/** Deleted threads. */
export function deletedThreadRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "delete",
      tag: "Threads",
      path: "/threads/{id}",
      name: "deleteThread",
      summary: "Delete a thread",
      description:
        "It is closed and no one sees it. It can be restored for 30 days and is removed then, with its messages and files. It comes back if the customer writes before. Recorded.",
      problems: ["participant_only"],
    },
    ({ context, actor, id }) => deleteThread(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Threads",
      path: "/threads/{id}/restore",
      name: "restoreThread",
      summary: "Restore a deleted thread",
      description: "It stays closed. Recorded.",
    },
    ({ context, actor, id }) => restoreThread(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Threads",
      path: "/deleted-threads",
      name: "listDeletedThreads",
      summary: "List deleted threads",
      description: "Those that the caller can restore, the last deleted first.",
      query: pageQuerySchema,
      answer: pageOf(deletedThreadSchema),
    },
    ({ context, actor, query }) => listDeletedThreads(context, actor, query),
  );
}

function seen(thread: Thread | null): Thread | Response {
  return thread ?? new Response(null, { status: 204 });
}
