import { pageOf } from "#contract/base/page.ts";
import {
  createViewSchema,
  savedViewSchema,
  updateViewSchema,
  viewCountsSchema,
} from "#contract/threads/view.ts";
import { countViews } from "#server/domain/inbox/view-counts.ts";
import {
  createView,
  deleteView,
  listViews,
  updateView,
} from "#server/domain/inbox/views.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Views";

/** Saved views of the inbox, and the number of conversations in every view. */
export function viewRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/views",
      name: "listViews",
      reviewers: "empty",
      summary: "List saved views",
      description:
        "The caller’s own and those shared with them. The filter has the members of the query of GET /threads, with `q` as well: the words that a view seeks.",
      answer: pageOf(savedViewSchema),
    },
    async ({ context, actor }) => ({
      items: await listViews(context.db.sql, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/views/counts",
      name: "countViews",
      reviewers: "own",
      summary: "Count the threads in each view",
      description:
        "By the key of a built-in view and the id of a saved one. Counts only threads that the caller can see, at most 1,000 for each view. A view that seeks words (`q`) is not counted.",
      answer: viewCountsSchema,
    },
    ({ context, actor }) => countViews(context, actor),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/views",
      name: "createView",
      summary: "Save a view",
      description:
        "Sharing it with a queue requires its manager or a supervisor; sharing it with everybody requires a supervisor.",
      body: createViewSchema,
      answer: savedViewSchema,
      status: 201,
    },
    ({ context, actor, body }) => createView(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/views/{id}",
      name: "updateView",
      summary: "Update a saved view",
      body: updateViewSchema,
      answer: savedViewSchema,
    },
    ({ context, actor, id, body }) => updateView(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/views/{id}",
      name: "deleteView",
      summary: "Delete a saved view",
    },
    ({ context, actor, id }) => deleteView(context, actor, id),
  );
}
