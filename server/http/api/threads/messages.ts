import {
  postMessageSchema,
  reactSchema,
} from "#contract/threads/message-requests.ts";
import {
  messagePageSchema,
  messageQuerySchema,
  threadHitsSchema,
  threadSearchQuerySchema,
} from "#contract/threads/thread-messages.ts";
import { searchThread } from "#server/domain/inbox/search-thread.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { holdReply } from "#server/domain/conversations/replies/held-replies.ts";
import { listScheduled } from "#server/domain/conversations/replies/scheduled.ts";
import { retryMessage } from "#server/domain/conversations/replies/retry.ts";
import { AppError } from "#server/domain/app-error.ts";
import { reactToMessage } from "#server/pipeline/outbound/signals.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { refusals } from "./refusals.ts";

/** Messages of a thread. */
export function messageRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Messages",
      path: "/threads/{id}/messages",
      name: "listMessages",
      reviewers: "own",
      summary: "List a thread’s messages",
      description:
        "Newest first. nextCursor continues with older messages; around starts at a message, and prevCursor continues with newer ones. Without either, messages to be sent later come first, with the status scheduled.",
      query: messageQuerySchema,
      answer: messagePageSchema,
    },
    async ({ context, actor, id, query }) => {
      if (query.cursor !== undefined || query.around !== undefined)
        return listMessages(context, actor, { ...query, threadId: id });
      const planned = await listScheduled(context, actor, id);
      // The page keeps room for at least one message.
      const first = planned.reverse().slice(0, query.limit - 1);
      const limit = query.limit - first.length;
      const page = await listMessages(context, actor, {
        threadId: id,
        limit,
      });
      return { ...page, items: [...first, ...page.items] };
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Messages",
      path: "/threads/{id}/search",
      name: "searchThread",
      reviewers: "own",
      summary: "Find a text in a thread",
      description: "In messages and notes, newest first, at most 200.",
      query: threadSearchQuerySchema,
      answer: threadHitsSchema,
    },
    ({ context, actor, id, query }) =>
      searchThread(context, actor, { threadId: id, q: query.q }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Messages",
      path: "/threads/{id}/messages",
      name: "postMessage",
      reviewers: "own",
      summary: "Send a message or note",
      description:
        "A repeated clientId has no effect. With undoSeconds a reply waits that long, with the status scheduled: until then DELETE takes it back. Closing, snoozing, returning or transferring the conversation, or taking it over, sends it at once.",
      body: postMessageSchema,
      answer: messageSchema,
      status: 202,
      problems: [...refusals, "at_capacity"],
    },
    async ({ context, actor, id, body }) => {
      // A long text or several files become several bubbles; the first answers for the reply.
      const { undoSeconds } = body;
      const input = { ...body, threadId: id };
      if (undoSeconds !== undefined)
        return holdReply(context, actor, { ...input, undoSeconds });
      const [message] = await reply(context, actor, input);
      if (!message) throw new AppError("not_found");
      return message;
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Messages",
      path: "/threads/{id}/messages/{mid}/retry",
      name: "retryMessage",
      reviewers: "own",
      summary: "Retry a failed message",
      answer: messageSchema,
      status: 202,
      problems: [...refusals, "wrong_state"],
    },
    ({ context, actor, id, params }) =>
      retryMessage(context, actor, {
        threadId: id,
        messageId: params.mid ?? "",
      }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Messages",
      path: "/threads/{id}/messages/{mid}/reaction",
      name: "reactToMessage",
      reviewers: "own",
      summary: "React to a message",
      description: "Set null to remove the page’s reaction.",
      body: reactSchema,
      answer: messageSchema,
      problems: [
        ...refusals,
        "wrong_state",
        "meta_refused",
        "meta_unreachable",
      ],
    },
    ({ services, actor, id, params, body }) =>
      reactToMessage(services, actor, {
        threadId: id,
        messageId: params.mid ?? "",
        emoji: body.emoji,
      }),
  );
}
