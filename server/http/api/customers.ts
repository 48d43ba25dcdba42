import { pageQuerySchema } from "#contract/base/page.ts";
import { updateCustomerSchema } from "#contract/customers/customer-requests.ts";
import { pageOf } from "#contract/base/page.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";
import {
  getCustomer,
  listCustomers,
  updateCustomer,
} from "#server/domain/customers/customers.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const querySchema = pageQuerySchema.extend({
  q: soughtTextSchema.optional(),
});

/** The people who write. */
export function customerRoutes(api: Api): void {
  const tag = "Customers";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers",
      name: "listCustomers",
      summary: "List customers",
      description: "Only customers of threads the caller can see.",
      query: querySchema,
      answer: pageOf(customerSchema),
    },
    ({ context, actor, query }) => listCustomers(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}",
      name: "getCustomer",
      reviewers: "own",
      summary: "Get a customer",
      answer: customerSchema,
    },
    ({ context, actor, id }) => getCustomer(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/customers/{id}",
      name: "updateCustomer",
      summary: "Update a customer",
      description: "Fields are merged. Set a field to null to remove it.",
      body: updateCustomerSchema,
      answer: customerSchema,
    },
    ({ context, actor, id, body }) => updateCustomer(context, actor, id, body),
  );
}
