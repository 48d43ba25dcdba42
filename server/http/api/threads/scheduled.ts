import { pageOf } from "#contract/base/page.ts";
import { messageSchema } from "#contract/threads/message.ts";
import {
  scheduleMessageSchema,
  updateScheduledSchema,
} from "#contract/threads/scheduled.ts";
import {
  cancelScheduled,
  listScheduled,
  scheduleReply,
  sendScheduledNow,
  updateScheduled,
} from "#server/domain/conversations/replies/scheduled.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import type { ProblemCode } from "#server/http/edge/response/problem.ts";
import { refusals } from "./refusals.ts";

const common = { tag: "Messages", reviewers: "own" } as const;
const path = "/threads/{id}/schedule";
const problems: ProblemCode[] = [...refusals, "participant_only"];

/** Routes of replies that are to be sent later. */
export function scheduledRoutes(api: Api): void {
  endpoint(
    api,
    {
      ...common,
      method: "get",
      path,
      name: "listScheduledMessages",
      summary: "List scheduled messages",
      description:
        "The next one first. One with an error could not be sent at its time.",
      answer: pageOf(messageSchema),
    },
    async ({ context, actor, id }) => ({
      items: await listScheduled(context, actor, id),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      ...common,
      method: "post",
      path,
      name: "scheduleMessage",
      summary: "Send a message later",
      description:
        "The reply window must be open at that time, as far as is known now. It is sent with the rights that its author has then; if it can’t be sent, it is kept with the reason, and its author is notified. A repeated clientId has no effect.",
      body: scheduleMessageSchema,
      answer: messageSchema,
      status: 201,
      problems,
    },
    ({ context, actor, id, body }) => scheduleReply(context, actor, id, body),
  );
  endpoint(
    api,
    {
      ...common,
      method: "patch",
      path: `${path}/{mid}`,
      name: "updateScheduledMessage",
      summary: "Change a scheduled message",
      description: "The caller is then its author.",
      body: updateScheduledSchema,
      answer: messageSchema,
      problems,
    },
    ({ context, actor, id, params, body }) =>
      updateScheduled(
        context,
        actor,
        { threadId: id, messageId: params.mid ?? "" },
        body,
      ),
  );
  endpoint(
    api,
    {
      ...common,
      method: "post",
      path: `${path}/{mid}/send`,
      name: "sendScheduledMessage",
      summary: "Send a scheduled message now",
      description: "As a reply of the caller.",
      answer: messageSchema,
      status: 202,
      problems,
    },
    ({ context, actor, id, params }) =>
      sendScheduledNow(context, actor, {
        threadId: id,
        messageId: params.mid ?? "",
      }),
  );
  endpoint(
    api,
    {
      ...common,
      method: "delete",
      path: "/threads/{id}/messages/{mid}",
      name: "cancelScheduledMessage",
      summary: "Cancel a scheduled message",
      description:
        "Its author, the thread’s owner and its supervisors can. A message that was sent stays.",
      problems: ["owned_by_other", "participant_only"],
    },
    ({ context, actor, id, params }) =>
      cancelScheduled(context, actor, {
        threadId: id,
        messageId: params.mid ?? "",
      }),
  );
}
