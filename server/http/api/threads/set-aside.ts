import { asOfSchema } from "#contract/threads/thread-requests.ts";
import { threadSchema, type Thread } from "#contract/threads/thread.ts";
import { archiveThread } from "#server/domain/conversations/archive.ts";
import { markNoReplyNeeded } from "#server/domain/conversations/no-reply-needed.ts";
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

/** Commands that take a thread off the lists of work without an answer to the customer. */
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

function seen(thread: Thread | null): Thread | Response {
  return thread ?? new Response(null, { status: 204 });
}
