import { pageOf } from "#contract/base/page.ts";
import {
  addRequestStepSchema,
  createDataRequestSchema,
  dataRequestDetailSchema,
  dataRequestSchema,
  listDataRequestsSchema,
  updateDataRequestSchema,
} from "#contract/customers/data-request.ts";
import {
  addRequestStep,
  createDataRequest,
  getDataRequest,
  listDataRequests,
  updateDataRequest,
} from "#server/domain/data-requests/data-requests.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Administration";

/** The requests of people about the data that the company has about them. */
export function dataRequestRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/data-requests",
      name: "listDataRequests",
      summary: "List requests about personal data",
      description:
        "Requires the admin or auditor role. Open ones come first, by due date.",
      query: listDataRequestsSchema,
      answer: pageOf(dataRequestSchema),
    },
    ({ context, actor, query }) => listDataRequests(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/data-requests",
      name: "createDataRequest",
      summary: "Record a request about personal data",
      description:
        "Requires the admin role. The due date follows from `receivedAt`, `kind` and `jurisdiction`. A request from Meta’s data deletion callback is recorded by itself. Recorded in the audit log, without the person.",
      body: createDataRequestSchema,
      answer: dataRequestDetailSchema,
      status: 201,
    },
    ({ context, actor, body }) => createDataRequest(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/data-requests/{id}",
      name: "getDataRequest",
      summary: "Get a request about personal data",
      description:
        "Requires the admin or auditor role. `answers` has the text to answer it with in each language, and `certificate` says what was erased of its customer.",
      answer: dataRequestDetailSchema,
    },
    ({ context, actor, id }) => getDataRequest(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/data-requests/{id}",
      name: "updateDataRequest",
      summary: "Change, answer, refuse, extend or reopen a request",
      description:
        "Requires the admin role. A refusal needs `refusedReason`. `extension` is possible once, and only with `gdpr` and `taiwan`. Once the person was erased, `name`, `contact` and `customerId` can’t be changed. One that is answered or refused is reopened before it gets the other answer: 409 `wrong_state`. Recorded in the audit log, without the person.",
      body: updateDataRequestSchema,
      answer: dataRequestDetailSchema,
      problems: ["wrong_state"],
    },
    ({ context, actor, id, body }) =>
      updateDataRequest(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/data-requests/{id}/steps",
      name: "addRequestStep",
      summary: "Record a step of a request",
      description: "Requires the admin role. A request has at most 200 steps.",
      body: addRequestStepSchema,
      answer: dataRequestDetailSchema,
      status: 201,
    },
    ({ context, actor, id, body }) => addRequestStep(context, actor, id, body),
  );
}
