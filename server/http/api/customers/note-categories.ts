import { pageOf } from "#contract/base/page.ts";
import {
  createNoteCategorySchema,
  noteCategorySchema,
  updateNoteCategorySchema,
} from "#contract/customers/note-category.ts";
import {
  createNoteCategory,
  deleteNoteCategory,
  listNoteCategories,
  updateNoteCategory,
} from "#server/domain/customers/note-categories.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** The categories of notes about customers. */
export function noteCategoryRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/note-categories",
      name: "listNoteCategories",
      summary: "List categories of customer notes",
      description: "By name.",
      answer: pageOf(noteCategorySchema),
    },
    async ({ context, actor }) => ({
      items: await listNoteCategories(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/note-categories",
      name: "createNoteCategory",
      summary: "Create a category of customer notes",
      description: "Requires the admin role.",
      body: createNoteCategorySchema,
      answer: noteCategorySchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createNoteCategory(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/note-categories/{id}",
      name: "updateNoteCategory",
      summary: "Update a category of customer notes",
      description: "Requires the admin role.",
      body: updateNoteCategorySchema,
      answer: noteCategorySchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      updateNoteCategory(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/note-categories/{id}",
      name: "deleteNoteCategory",
      summary: "Delete a category of customer notes",
      description:
        "Requires the admin role. Its notes stay, without a category.",
    },
    ({ context, actor, id }) => deleteNoteCategory(context, actor, id),
  );
}
