import {
  createLabelSchema,
  updateLabelSchema,
  assignLabelSchema,
} from "#contract/customers/label-requests.ts";
import {
  labelRecordSchema,
  labelUseSchema,
} from "#contract/customers/label.ts";
import { pageOf } from "#contract/base/page.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import { threadSchema } from "#contract/threads/thread.ts";
import {
  createLabel,
  deleteLabel,
  listLabels,
  updateLabel,
} from "#server/domain/labels/labels.ts";
import { getLabelUse } from "#server/domain/labels/label-use.ts";
import {
  labelCustomer,
  labelThread,
} from "#server/domain/labels/assign-label.ts";
import {
  endpoint,
  type Api,
  type RouteSpec,
} from "#server/http/edge/endpoint.ts";

const tag = "Labels";

/** Labels of customers and threads. */
export function labelRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/labels",
      name: "listLabels",
      reviewers: "empty",
      summary: "List labels",
      answer: pageOf(labelRecordSchema),
    },
    async ({ context, actor }) => ({
      items: await listLabels(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/labels",
      name: "createLabel",
      summary: "Create a label",
      description: "Requires the supervisor role.",
      body: createLabelSchema,
      answer: labelRecordSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createLabel(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/labels/{id}",
      name: "updateLabel",
      summary: "Update a label",
      description: "Requires the supervisor role.",
      body: updateLabelSchema,
      answer: labelRecordSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) => updateLabel(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/labels/{id}/use",
      name: "getLabelUse",
      summary: "Get label usage",
      description:
        "How many threads and customers have the label, and which rules use it. Requires the supervisor role.",
      answer: labelUseSchema,
    },
    ({ context, actor, id }) => getLabelUse(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/labels/{id}",
      name: "deleteLabel",
      summary: "Delete a label",
      description:
        "Removes it from everything. Refused while a rule uses it. Requires the supervisor role.",
      problems: ["in_use"],
    },
    ({ context, actor, id }) => deleteLabel(context, actor, id),
  );
  wearRoutes(api);
}

const on = {
  method: "post",
  tag,
  body: assignLabelSchema,
} as const satisfies Partial<RouteSpec>;
const off = { method: "delete", tag } as const;

function wearRoutes(api: Api): void {
  const problems: NonNullable<RouteSpec["problems"]> = ["participant_only"];
  endpoint(
    api,
    {
      ...on,
      answer: threadSchema,
      problems,
      path: "/threads/{id}/labels",
      name: "labelThread",
      summary: "Add a label to a thread",
    },
    async ({ context, actor, id, body }) =>
      (await labelThread(context, actor, { id, ...body, on: true })) ?? gone(),
  );
  endpoint(
    api,
    {
      ...off,
      answer: threadSchema,
      problems,
      path: "/threads/{id}/labels/{labelId}",
      name: "unlabelThread",
      summary: "Remove a label from a thread",
    },
    async ({ context, actor, id, params }) =>
      (await labelThread(context, actor, {
        id,
        labelId: params["labelId"] ?? "",
        on: false,
      })) ?? gone(),
  );
  endpoint(
    api,
    {
      ...on,
      answer: customerSchema,
      path: "/customers/{id}/labels",
      name: "labelCustomer",
      summary: "Add a label to a customer",
    },
    ({ context, actor, id, body }) =>
      labelCustomer(context, actor, { id, ...body, on: true }),
  );
  endpoint(
    api,
    {
      ...off,
      answer: customerSchema,
      path: "/customers/{id}/labels/{labelId}",
      name: "unlabelCustomer",
      summary: "Remove a label from a customer",
    },
    ({ context, actor, id, params }) =>
      labelCustomer(context, actor, {
        id,
        labelId: params["labelId"] ?? "",
        on: false,
      }),
  );
}

function gone(): Response {
  return new Response(null, { status: 204 });
}
