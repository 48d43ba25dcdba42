import {
  importCannedRepliesSchema,
  importedCannedRepliesSchema,
} from "#contract/canned/canned-import.ts";
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
import {
  exportCannedReplies,
  importCannedReplies,
} from "#server/domain/canned/canned-csv.ts";
import { fillCannedReply } from "#server/domain/canned/fill-canned-reply.ts";
import { csvResponse } from "#server/http/edge/response/csv-response.ts";
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
      method: "get",
      tag,
      path: "/canned-replies/export",
      name: "exportCannedReplies",
      summary: "Export canned replies as CSV",
      description:
        "The canned replies that the caller can use: a row each, with a column for each language (`text` for all others, `text:zh-TW`). Without their files.",
      file: "download",
    },
    async ({ context, actor }) =>
      csvResponse(
        `canned-replies-${context.clock.now().toISOString().slice(0, 10)}.csv`,
        exportCannedReplies(context, actor),
      ),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/canned-replies/import",
      name: "importCannedReplies",
      summary: "Import canned replies from CSV",
      description:
        "Reads a file with the columns of the export. A row changes the canned reply of its shortcut and scope, or creates one. Rows with an error, and those that the caller may not write, are reported and left out. With `dryRun` nothing is changed.",
      body: importCannedRepliesSchema,
      answer: importedCannedRepliesSchema,
    },
    ({ context, actor, body }) => importCannedReplies(context, actor, body),
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
        "Returns the text in the customer’s language with its variables filled in, and copies of its files. A variable without a value stays in the text; a reply that holds one is refused. One that is not active now is refused.",
      body: fillCannedReplySchema,
      answer: filledCannedReplySchema,
      problems: ["wrong_state"],
    },
    ({ context, actor, id, body }) => fillCannedReply(context, actor, id, body),
  );
}
