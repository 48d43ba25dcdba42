import {
  createCannedReplySchema,
  fillCannedReplySchema,
  updateCannedReplySchema,
} from "#contract/canned/canned-reply-requests.ts";
import {
  cannedReplySchema,
  filledCannedReplySchema,
} from "#contract/canned/canned-reply.ts";
import { pageOf } from "#contract/base/page.ts";
import {
  createCannedReply,
  deleteCannedReply,
  listCannedReplies,
  updateCannedReply,
} from "#server/domain/canned/canned-replies.ts";
import { fillCannedReply } from "#server/domain/canned/fill-canned-reply.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Canned replies";

/** Prepared texts for replies. */
export function cannedReplyRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/canned-replies",
      name: "listCannedReplies",
      summary: "List canned replies",
      description:
        "Lists the canned replies that the caller can use: the ones they use most first, then by title.",
      answer: pageOf(cannedReplySchema),
    },
    async ({ context, actor }) => ({
      items: await listCannedReplies(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/canned-replies",
      name: "createCannedReply",
      summary: "Create a canned reply",
      description:
        'A "private" one is the caller’s own. A shared one requires the supervisor role.',
      body: createCannedReplySchema,
      answer: cannedReplySchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createCannedReply(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/canned-replies/{id}",
      name: "updateCannedReply",
      summary: "Update a canned reply",
      description:
        "Private ones are changed by their author, shared ones by the supervisors of their department.",
      body: updateCannedReplySchema,
      answer: cannedReplySchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      updateCannedReply(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/canned-replies/{id}",
      name: "deleteCannedReply",
      summary: "Delete a canned reply",
    },
    ({ context, actor, id }) => deleteCannedReply(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/canned-replies/{id}/fill",
      name: "fillCannedReply",
      summary: "Fill in a canned reply for a thread",
      description:
        "Returns the text in the customer’s language with its variables filled in, and copies of its files. A variable without a value stays in the text; a reply that holds one is refused.",
      body: fillCannedReplySchema,
      answer: filledCannedReplySchema,
    },
    ({ context, actor, id, body }) => fillCannedReply(context, actor, id, body),
  );
}
