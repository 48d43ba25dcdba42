import { z } from "zod";
import { pageOf } from "#contract/base/page.ts";
import {
  createCustomerStageSchema,
  customerStageSchema,
  updateCustomerStageSchema,
} from "#contract/customers/customer-stage.ts";
import {
  createCustomerStage,
  deleteCustomerStage,
  listCustomerStages,
  updateCustomerStage,
} from "#server/domain/customers/customer-stages.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** The life-cycle stages that the company defines for customers. */
export function customerStageRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customer-stages",
      name: "listCustomerStages",
      summary: "List customer stages",
      description:
        "In their order, archived ones as well. `counts=true`, for admins, adds the number of customers.",
      query: z.object({ counts: z.enum(["true", "false"]).optional() }),
      answer: pageOf(customerStageSchema),
    },
    async ({ context, actor, query }) => ({
      items: await listCustomerStages(context, actor, query.counts === "true"),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customer-stages",
      name: "createCustomerStage",
      summary: "Create a customer stage",
      description:
        "Requires the admin role. It is the last in the order. A customer’s stage is `stageId` of `PATCH /customers/{id}`.",
      body: createCustomerStageSchema,
      answer: customerStageSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createCustomerStage(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/customer-stages/{id}",
      name: "updateCustomerStage",
      summary: "Update a customer stage",
      description:
        "Requires the admin role. Customers keep an archived stage, and no other customer gets it.",
      body: updateCustomerStageSchema,
      answer: customerStageSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      updateCustomerStage(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/customer-stages/{id}",
      name: "deleteCustomerStage",
      summary: "Delete a customer stage",
      description:
        "Requires the admin role. Refused while a customer has it or a rule uses it: archive it instead.",
      problems: ["in_use"],
    },
    ({ context, actor, id }) => deleteCustomerStage(context, actor, id),
  );
}
