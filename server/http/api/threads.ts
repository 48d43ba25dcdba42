import {
  asOfSchema,
  closeSchema,
  inviteSchema,
  pageQuerySchema,
  snoozeSchema,
  takeSchema,
  threadQuerySchema,
  transferSchema,
  typingSchema,
} from "#contract/requests.ts";
import {
  pageOf,
  traceEntrySchema,
  trailEntrySchema,
} from "#contract/records.ts";
import { threadSchema, type Thread } from "#contract/shapes.ts";
import { handoverSchema, transferTargetSchema } from "#contract/supervision.ts";
import { listTransferTargets } from "#server/domain/routing/offering/transfer-targets.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { listHandovers } from "#server/domain/inbox/handovers.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import {
  releaseThread,
  reopenThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership.ts";
import {
  inviteParticipant,
  removeParticipant,
} from "#server/domain/conversations/participants.ts";
import { dismissNote } from "#server/domain/conversations/pinned-note.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { getTrail } from "#server/domain/inbox/trail.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/conversations/transfer.ts";
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
import type { ProblemCode } from "#server/http/edge/problem.ts";

const get = { method: "get", tag: "Threads" } as const;

/** A command on one thread: answers it as it is afterwards, or nothing once it has left the caller's sight. */
const command = {
  method: "post",
  tag: "Threads",
  answer: threadSchema,
  problems: ["owned_by_other", "wrong_state", "participant_only"],
} as const satisfies Partial<RouteSpec>;

/** Of what ends or defers the author's attention; see domain/threads/seen. */
const ending: ProblemCode[] = [...command.problems, "newer_message"];

/** Conversations: lists, one, and what may be done with it. */
export function threadRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...get,
      path: "/threads",
      name: "listThreads",
      summary: "Threads the caller may see",
      query: threadQuerySchema,
      answer: pageOf(threadSchema),
    },
    ({ context, actor, query }) => listThreads(context, actor, query),
  );
  endpoint(
    api,
    {
      ...get,
      path: "/threads/{id}",
      name: "getThread",
      summary: "One thread",
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
      summary: "Why the thread is where it is, newest first",
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
      summary:
        "Who wrote, took, handed on and read it, and what was decided; oldest first, without the texts",
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
      summary: "Whom and what it could be handed to, or the reason why not now",
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
      summary: "Through whose hands it went, oldest first",
      query: pageQuerySchema,
      answer: pageOf(handoverSchema),
    },
    ({ context, actor, id, query }) =>
      listHandovers(context, actor, { threadId: id, ...query }),
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
      summary: "Ask somebody along: they may read it and write notes",
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
      summary: "They take part no more; one's own id: leave",
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
      summary:
        "Become the owner; force is the supervisor's take-over, or the yes to more than one's capacity",
      body: takeSchema,
      bodyOptional: true,
      problems: [...command.problems, "at_capacity"],
    },
    async ({ context, actor, id, body }) =>
      seen(
        await takeThread(context, actor, { threadId: id, force: body.force }),
      ),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/transfer",
      name: "transferThread",
      summary:
        "Hand over to an agent (asked, or by force), a queue or a ring group",
      body: transferSchema,
      problems: [...ending, "cannot_enter", "at_capacity"],
    },
    async ({ context, actor, id, body }) =>
      seen(await transferThread(context, actor, { ...body, threadId: id })),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/transfer/cancel",
      name: "cancelTransfer",
      summary: "Take the question back; the owner stays",
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
      summary: "The note of the last transfer is read: it is no longer pinned",
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
      summary: "Give it back to where it was routed",
      body: asOfSchema,
      bodyOptional: true,
      problems: ending,
    },
    async ({ context, actor, id, body }) =>
      seen(await releaseThread(context, actor, id, body)),
  );
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/close",
      name: "closeThread",
      summary:
        "Dealt with, until the customer writes again; with what its queue asks for at the end",
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
      summary:
        "Take the conversation from the other app that answers on it, where Meta allows it",
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
      summary: "Open a closed or snoozed thread",
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
      summary: "Let it sleep until then, or until the customer writes",
      body: snoozeSchema,
      problems: ending,
    },
    async ({ context, actor, id, body }) =>
      seen(await snoozeThread(context, actor, { threadId: id, ...body })),
  );
}

function presenceRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...command,
      path: "/threads/{id}/read",
      name: "markThreadRead",
      summary:
        "The caller has seen everything up to the message seenMessageId; left out: up to now",
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
      summary: "The caller types, or has stopped; repeat while typing",
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
