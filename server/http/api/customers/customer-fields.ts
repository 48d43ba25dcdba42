import { pageOf } from "#contract/base/page.ts";
import {
  createCustomerFieldSchema,
  customerFieldSchema,
  updateCustomerFieldSchema,
} from "#contract/customers/customer-field.ts";
import {
  createCustomerField,
  deleteCustomerField,
  listCustomerFields,
  updateCustomerField,
} from "#server/domain/customers/customer-fields.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** The fields that the company defines for all customers. */
export function customerFieldRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customer-fields",
      name: "listCustomerFields",
      summary: "List customer fields",
      answer: pageOf(customerFieldSchema),
    },
    async ({ context, actor }) => ({
      items: await listCustomerFields(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customer-fields",
      name: "createCustomerField",
      summary: "Create a customer field",
      description:
        "Requires the supervisor role. Values are in `fields` of the customer, under the field’s key, and are checked against its type.",
      body: createCustomerFieldSchema,
      answer: customerFieldSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createCustomerField(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/customer-fields/{id}",
      name: "updateCustomerField",
      summary: "Update a customer field",
      description: "Requires the supervisor role. Key and type never change.",
      body: updateCustomerFieldSchema,
      answer: customerFieldSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      updateCustomerField(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/customer-fields/{id}",
      name: "deleteCustomerField",
      summary: "Delete a customer field",
      description:
        "Requires the supervisor role. The values stay with the customers, without a type.",
    },
    ({ context, actor, id }) => deleteCustomerField(context, actor, id),
  );
}
