import { pageOf } from "#contract/base/page.ts";
import {
  customerErasureSchema,
  customerExportSchema,
  exportLinkSchema,
  requestExportSchema,
} from "#contract/customers/customer-job.ts";
import {
  blockCustomerSchema,
  mergeCustomersSchema,
  unverifyContactQuerySchema,
  verifyContactSchema,
  mergedSchema,
} from "#contract/customers/customer-requests.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import { duplicateSchema } from "#contract/customers/duplicate.ts";
import {
  blockCustomer,
  unblockCustomer,
} from "#server/domain/conversations/block-customer.ts";
import { findDuplicates } from "#server/domain/customer-record/duplicates.ts";
import {
  keepApart,
  letSuggest,
} from "#server/domain/customer-record/keep-apart.ts";
import { eraseCustomer } from "#server/domain/customer-record/erase.ts";
import { openExport } from "#server/domain/customer-record/export/export-archive.ts";
import {
  readExport,
  requestExport,
} from "#server/domain/customer-record/export/export.ts";
import {
  mergeCustomers,
  undoMerge,
} from "#server/domain/customer-record/merge.ts";
import {
  unverifyContact,
  verifyContact,
} from "#server/domain/customers/verify-contact.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** A customer as a whole: blocked, verified, merged, exported, erased. */
export function customerRecordRoutes(api: Api): void {
  proofRoutes(api);
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/block",
      name: "blockCustomer",
      summary: "Block a customer",
      description:
        "The customer’s messages are kept, but are not routed and notify no one. Their conversations that the caller can work on are closed, and each one says so.",
      body: blockCustomerSchema,
      bodyOptional: true,
      answer: customerSchema,
    },
    ({ context, actor, id, body }) => blockCustomer(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/customers/{id}/block",
      name: "unblockCustomer",
      summary: "Unblock a customer",
      answer: customerSchema,
    },
    ({ context, actor, id }) => unblockCustomer(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/duplicates",
      name: "findDuplicates",
      summary: "Find customers who may be the same person",
      description:
        "Compares e-mail addresses and phone numbers in any writing. `certainty` is `same` where both have the same verified value, `maybe` where it is only claimed, and `hint` for the same name alone. Customers with different verified values, and pairs that were dismissed, are left out. No customers are merged without a person’s decision.",
      answer: pageOf(duplicateSchema),
    },
    async ({ context, actor, id }) => ({
      items: await findDuplicates(context, actor, id),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/duplicates/{otherId}/dismiss",
      name: "dismissDuplicate",
      summary: "Dismiss a suggested duplicate",
      description:
        "The two customers are not the same person: neither is suggested for the other again. They can still be merged.",
    },
    ({ context, actor, id, params }) =>
      keepApart(context, actor, {
        customerId: id,
        otherId: params["otherId"] ?? "",
      }),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/customers/{id}/duplicates/{otherId}/dismiss",
      name: "restoreDuplicate",
      summary: "Take back a dismissal",
      description: "The two customers can be suggested for each other again.",
    },
    ({ context, actor, id, params }) =>
      letSuggest(context, actor, {
        customerId: id,
        otherId: params["otherId"] ?? "",
      }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/merge",
      name: "mergeCustomers",
      summary: "Merge two customers",
      description:
        "Conversations, leads, notes and labels move to the survivor. A detail comes from the other customer where the survivor has none, or where `fromOther` (`name`, `language`, `timezone`, `accountOwner`, `stage`) or `fieldsFromOther` (keys of fields, also `email` and `phone`) asks for it. The other’s name stays as an alias (`aliases` of the survivor). The other id leads to the survivor.",
      body: mergeCustomersSchema,
      answer: mergedSchema,
    },
    ({ context, actor, body }) => mergeCustomers(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/merges/{id}/undo",
      name: "undoMerge",
      summary: "Undo a merge",
      description:
        "For 30 days. What came from the other customer goes back, unless it has been changed since.",
      problems: ["wrong_state"],
    },
    ({ context, actor, id }) => undoMerge(context, actor, id),
  );
  privacyRoutes(api);
}

function proofRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/verify",
      name: "verifyContact",
      summary: "Verify a customer’s email or phone",
      description:
        "Records that the caller has checked the value, and how (`verified` of the customer). A changed value is unverified again. With `value`, 409 `wrong_state` if the customer has another value by now. 422 without a valid value.",
      body: verifyContactSchema,
      answer: customerSchema,
      problems: ["wrong_state"],
    },
    ({ context, actor, id, body }) => verifyContact(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/customers/{id}/verify",
      name: "unverifyContact",
      summary: "Take back a verification",
      description: "The email or phone is only claimed again.",
      query: unverifyContactQuerySchema,
      answer: customerSchema,
    },
    ({ context, actor, id, query }) =>
      unverifyContact(context, actor, id, query.key),
  );
}

function privacyRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/export",
      name: "exportCustomer",
      summary: "Export a customer’s data",
      description:
        "Requires the admin role. Both addresses are good for 7 days, and each download is recorded. `result.url` is JSON. `result.zipUrl` is a ZIP of pages to read in the given language, the same as JSON, and the files; it needs no log-in, so it can be sent to the person. The ZIP has the team’s notes only if the settings say so.",
      body: requestExportSchema,
      bodyOptional: true,
      answer: customerExportSchema,
      status: 202,
    },
    ({ context, actor, id, body }) => requestExport(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/export/{jobId}",
      name: "downloadCustomerExport",
      summary: "Download a customer’s data",
      description: "JSON, with a list of the files and their addresses.",
      file: "download",
    },
    async ({ context, actor, id, params }) => {
      const data = await readExport(context, actor, {
        customerId: id,
        jobId: params["jobId"] ?? "",
      });
      return new Response(JSON.stringify(data, null, 2), {
        headers: {
          "content-type": "application/json; charset=utf-8",
          "content-disposition": `attachment; filename="customer-${id}.json"`,
          "cache-control": "no-store",
        },
      });
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/exports/{link}",
      name: "openCustomerExport",
      summary: "Download a customer’s data as a ZIP",
      description:
        "Needs no log-in: the address is known only to those who were given it. 404 a week after it was asked for, and once the customer is merged or erased. Each download is recorded.",
      id: exportLinkSchema,
      file: "download",
      public: true,
    },
    async ({ context, params, call }) => {
      // A look ahead (HEAD) is no download.
      const isAsked = call.req.raw.method === "GET";
      const link = params["link"] ?? "";
      const { name, body } = await openExport(context, link, { isAsked });
      return new Response(body as BodyInit | null, {
        headers: {
          "content-type": "application/zip",
          "content-disposition": `attachment; filename="${name}"`,
          "cache-control": "no-store",
          "x-robots-tag": "noindex",
        },
      });
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/erase",
      name: "eraseCustomer",
      summary: "Erase a customer’s data",
      description:
        "Requires the admin role. Personal data is gone for good; counts and times that figures need stay without a name. `result.certificate` says what was erased.",
      answer: customerErasureSchema,
      status: 202,
    },
    ({ context, actor, id }) => eraseCustomer(context, actor, id),
  );
}
