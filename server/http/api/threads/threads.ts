import {
  asOfSchema,
  closeSchema,
  releaseSchema,
  inviteSchema,
  snoozeSchema,
  takeSchema,
  threadQuerySchema,
  transferSchema,
  updateThreadSchema,
} from "#contract/threads/thread-requests.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { typingSchema } from "#contract/threads/message-requests.ts";
import { pageOf } from "#contract/base/page.ts";
import { traceEntrySchema, trailEntrySchema } from "#contract/threads/trail.ts";
import { threadPageSchema } from "#contract/threads/found-hits.ts";
import { threadSchema, type Thread } from "#contract/threads/thread.ts";
import { handoverSchema } from "#contract/supervision/handover.ts";
import { transferTargetSchema } from "#contract/supervision/transfer-target.ts";
import { listTransferTargets } from "#server/domain/routing/offering/transfer-targets.ts";
import { setPriority } from "#server/domain/conversations/priority.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { listHandovers } from "#server/domain/inbox/handovers.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import {
  releaseThread,
  reopenThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import {
  inviteParticipant,
  removeParticipant,
} from "#server/domain/conversations/ownership/participants.ts";
import { sendHeldReplies } from "#server/domain/conversations/replies/held-replies.ts";
import { dismissNote } from "#server/domain/conversations/pinned-note.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { getTrail } from "#server/domain/inbox/trail.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/conversations/ownership/transfer.ts";
import {
  readByAgent,
  setTyping,
  takeControl,
} from "#server/pipeline/outbound/signals.ts";
import {
  endpoint,
  type Api,
  type RouteSpec,
} from "#server/http/edge/endpoint.ts";
import type { ProblemCode } from "#server/http/edge/response/problem.ts";

const get = { method: "get", tag: "Threads" } as const;

/** A command on one thread: answers it as it is afterwards, or nothing once it has left the caller's sight. */
const command = {
  method: "post",
  tag: "Threads",
  answer: threadSchema,
  problems: ["owned_by_other", "wrong_state", "participant_only"],
} as const satisfies Partial<RouteSpec>;

/** Refusals of acts that end or defer the author's attention; see domain/threads/seen. */
const ending: ProblemCode[] = [...command.problems, "newer_message"];

/** Conversations: lists, one, and what may be done with it. */
export function threadRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...get,
      path: "/threads",
      name: "listThreads",
      reviewers: "own",
      summary: "List threads",
      description:
        "Only threads the caller can see. With `q`, or a view that seeks words, `hits` has by thread the newest message that contains them.",
      query: threadQuerySchema,
      answer: threadPageSchema,
    },
    ({ context, actor, query }) => listThreads(context, actor, query),
  );
  endpoint(
    api,
    {
      ...get,
      path: "/threads/{id}",
      name: "getThread",
      reviewers: "own",
      summary: "Get a thread",
      answer: threadSchema,
    },
    ({ context, actor, id }) => getThread(context, actor, id),
  );
  endpoint(
    api,
    {
      ...get,
      path: "/threads/{id}/trace",
      name: "getThreadTrace",
      summary: "List routing decisions",
      description: "Why the thread is where it is. Newest first.",
      query: pageQuerySchema,
      answer: pageOf(traceEntrySchema),
    },
    ({ context, actor, id, query }) =>
      getTrace(context, actor, { threadId: id, ...query }),
  );
  endpoint(
    api,
    {
      ...get,
      path: "/threads/{id}/trail",
      name: "getThreadTrail",
      summary: "List a thread’s history",
      description:
        "Messages, assignments, and decisions without the texts. Oldest first.",
      query: pageQuerySchema,
      answer: pageOf(trailEntrySchema),
    },
    ({ context, actor, id, query }) =>
      getTrail(context, actor, { threadId: id, ...query }),
  );
  endpoint(
    api,
    {
      ...get,
      path: "/threads/{id}/transfer-targets",
      name: "listTransferTargets",
      summary: "List transfer destinations",
      description: "Each with the reason if it isn’t available now.",
      answer: pageOf(transferTargetSchema),
    },
    async ({ context, actor, id }) => ({
      items: await listTransferTargets(context, actor, id),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      ...get,
      path: "/threads/{id}/handovers",
      name: "listHandovers",
      reviewers: "empty",
      summary: "List a thread’s owners",
      description: "Oldest first.",
      query: pageQuerySchema,
      answer: pageOf(handoverSchema),
    },
    ({ context, actor, id, query }) =>
      listHandovers(context, actor, { threadId: id, ...query }),
  );
  endpoint(
    api,
    {
      ...command,
      method: "patch",
      path: "/threads/{id}",
      name: "updateThread",
      summary: "Set a thread’s priority",
      description:
        "The place in the line of its queue follows. It stays until the customer writes after the thread was closed.",
      body: updateThreadSchema,
      problems: ["owned_by_other", "participant_only"],
    },
    async ({ context, actor, id, body: { priority } }) =>
      priority === undefined
        ? getThread(context, actor, id)
        : seen(await setPriority(context, actor, { threadId: id, priority })),
  );
  ownershipRoutes(api);
  participantRoutes(api);
  presenceRoutes(api);
}

function participantRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/participants",
      name: "inviteParticipant",
      summary: "Add a participant",
      description: "Participants can read the thread and leave notes.",
      body: inviteSchema,
      problems: ["participant_only", "owned_by_other"],
    },
    async ({ context, actor, id, body }) =>
      seen(await inviteParticipant(context, actor, { threadId: id, ...body })),
  );
  endpoint(
    api,
    {
      ...command,
      method: "delete",
      path: "/threads/{id}/participants/{agentId}",
      name: "removeParticipant",
      summary: "Remove a participant",
      description: "Use your own id to leave.",
      problems: ["participant_only", "owned_by_other"],
    },
    async ({ context, actor, id, params }) =>
      seen(
        await removeParticipant(context, actor, {
          threadId: id,
          agentId: params["agentId"] ?? "",
        }),
      ),
  );
}

function ownershipRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/take",
      name: "takeThread",
      reviewers: "own",
      summary: "Take a thread",
      description:
        "Use force to take over another agent’s thread as a supervisor, or to confirm going over capacity.",
      body: takeSchema,
      bodyOptional: true,
      problems: [...command.problems, "at_capacity"],
    },
    async ({ context, actor, id, body: { force } }) => {
      if (force) await sendHeldReplies(context, actor, id);
      return seen(await takeThread(context, actor, { threadId: id, force }));
    },
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/transfer",
      name: "transferThread",
      summary: "Transfer a thread",
      description:
        "To an agent, who is asked unless force is set, a queue, or a ring group. Its scheduled messages go with it unless `scheduled` cancels them.",
      body: transferSchema,
      problems: [...ending, "cannot_enter", "at_capacity"],
    },
    async ({ context, actor, id, body }) => {
      await sendHeldReplies(context, actor, id);
      return seen(
        await transferThread(context, actor, { ...body, threadId: id }),
      );
    },
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/transfer/cancel",
      name: "cancelTransfer",
      summary: "Cancel a transfer",
      description: "The owner stays the same.",
    },
    async ({ context, actor, id }) =>
      seen(await cancelTransfer(context, actor, id)),
  );
  endpoint(
    api,
    {
      ...command,
      method: "delete",
      path: "/threads/{id}/handover-note",
      name: "dismissHandoverNote",
      summary: "Dismiss the transfer note",
      description: "The note is no longer pinned.",
      problems: ["owned_by_other"],
    },
    async ({ context, actor, id }) =>
      seen(await dismissNote(context, actor, id)),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/release",
      name: "releaseThread",
      reviewers: "own",
      summary: "Return a thread",
      description:
        "It goes back to where it was routed, with its scheduled messages unless `scheduled` cancels them.",
      body: releaseSchema,
      bodyOptional: true,
      problems: ending,
    },
    async ({ context, actor, id, body }) => {
      await sendHeldReplies(context, actor, id);
      return seen(await releaseThread(context, actor, id, body));
    },
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/close",
      name: "closeThread",
      reviewers: "own",
      summary: "Close a thread",
      description:
        "Include the outcome and note if the queue requires them. Its scheduled messages are canceled unless `scheduled` keeps them.",
      body: closeSchema,
      bodyOptional: true,
      problems: ending,
    },
    async ({ context, actor, id, body }) =>
      seen(await closeThread(context, actor, id, body)),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/take-control",
      name: "takeThreadControl",
      summary: "Take control from another app",
      description: "Works where Meta allows it.",
      problems: [
        ...command.problems,
        "channel_disabled",
        "other_app_controls",
        "meta_refused",
        "meta_unreachable",
      ],
    },
    async ({ services, actor, id }) =>
      seen(await takeControl(services, actor, id)),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/reopen",
      name: "reopenThread",
      summary: "Reopen a thread",
      description: "Works for closed and snoozed threads.",
      body: takeSchema,
      bodyOptional: true,
      problems: [...command.problems, "at_capacity"],
    },
    async ({ context, actor, id, body }) =>
      seen(
        await reopenThread(context, actor, { threadId: id, force: body.force }),
      ),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/snooze",
      name: "snoozeThread",
      summary: "Snooze a thread",
      description:
        "Until the given time or until the customer writes; with `wakesOnReply` false until the given time alone. A `note` becomes a note in the thread, pinned for its owner.",
      body: snoozeSchema,
      problems: ending,
    },
    async ({ context, actor, id, body }) => {
      await sendHeldReplies(context, actor, id);
      return seen(
        await snoozeThread(context, actor, { threadId: id, ...body }),
      );
    },
  );
}

function presenceRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/read",
      name: "markThreadRead",
      reviewers: "own",
      summary: "Mark a thread as read",
      description: "Up to seenMessageId, or up to now if it’s left out.",
      body: asOfSchema,
      bodyOptional: true,
    },
    ({ services, actor, id, body }) => readByAgent(services, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Threads",
      path: "/threads/{id}/typing",
      name: "setTyping",
      reviewers: "own",
      summary: "Send a typing indicator",
      description: "Repeat it while typing.",
      body: typingSchema,
      bodyOptional: true,
    },
    async ({ services, actor, id, body }) => {
      await setTyping(services, actor, { threadId: id, on: body.on });
      return undefined;
    },
  );
}

function seen(thread: Thread | null): Thread | Response {
  return thread ?? new Response(null, { status: 204 });
}
