import { pageOf } from "#contract/base/page.ts";
import {
  deleteDraftQuerySchema,
  draftQuerySchema,
  draftSchema,
  saveDraftSchema,
} from "#contract/threads/draft.ts";
import {
  deleteDraft,
  getDraft,
  listDrafts,
  saveDraft,
} from "#server/domain/conversations/replies/drafts.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const common = {
  tag: "Threads",
  path: "/threads/{id}/draft",
  reviewers: "own",
} as const;

/** Routes of the caller's drafts, which all of their devices share. */
export function draftRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: common.tag,
      path: "/drafts",
      name: "listDrafts",
      reviewers: "own",
      summary: "List your drafts",
      description: "The newest first. Drafts of other agents are not visible.",
      answer: pageOf(draftSchema),
    },
    async ({ context, actor }) => ({
      items: await listDrafts(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      ...common,
      method: "get",
      name: "getDraft",
      summary: "Get your draft",
      description: "It is empty where there is none.",
      query: draftQuerySchema,
      answer: draftSchema,
    },
    ({ context, actor, id, query }) => getDraft(context, actor, id, query.kind),
  );
  endpoint(
    api,
    {
      ...common,
      method: "put",
      name: "saveDraft",
      summary: "Save your draft",
      description:
        "The last one saved counts. Without text and files it is deleted. Your other devices get draft.updated.",
      body: saveDraftSchema,
      answer: draftSchema,
    },
    ({ context, actor, id, body }) => saveDraft(context, actor, id, body),
  );
  endpoint(
    api,
    {
      ...common,
      method: "delete",
      name: "deleteDraft",
      summary: "Delete your draft",
      query: deleteDraftQuerySchema,
    },
    ({ context, actor, id, query }) =>
      deleteDraft(context, actor, id, query.kind),
  );
}
