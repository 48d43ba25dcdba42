import { pageOf } from "#contract/base/page.ts";
import {
  createSegmentSchema,
  segmentCountSchema,
  segmentSchema,
  updateSegmentSchema,
} from "#contract/customers/segment.ts";
import { countSegment } from "#server/domain/customers/count-segment.ts";
import {
  createSegment,
  deleteSegment,
  listSegments,
  updateSegment,
} from "#server/domain/customers/segments.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** Saved filters of the list of customers, and the number of customers in each. */
export function segmentRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/segments",
      name: "listSegments",
      summary: "List segments of customers",
      description:
        "The caller’s own and those shared with them. The filter has the members of the query of GET /customers, where `segment` takes the id of one. Who is in a segment is computed each time, among the customers that the caller can see.",
      answer: pageOf(segmentSchema),
    },
    async ({ context, actor }) => ({
      items: await listSegments(context.db.sql, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/segments/{id}/count",
      name: "countSegment",
      summary: "Count the customers in a segment",
      description:
        "Counts only customers that the caller can see, at most 10,000. `more` is true where there are more, or where an exact count would take too long: there are at least `count` then.",
      answer: segmentCountSchema,
    },
    ({ context, actor, id }) => countSegment(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/segments",
      name: "createSegment",
      summary: "Save a segment of customers",
      description:
        "Sharing it with a department or with everybody requires a supervisor. Routing rules can ask for one that everybody has.",
      body: createSegmentSchema,
      answer: segmentSchema,
      status: 201,
    },
    ({ context, actor, body }) => createSegment(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/segments/{id}",
      name: "updateSegment",
      summary: "Update a segment of customers",
      description:
        "For its author, and for those who may share it so. `filter` replaces the whole filter. It stays everybody’s while a routing rule asks for it.",
      body: updateSegmentSchema,
      answer: segmentSchema,
      problems: ["in_use"],
    },
    ({ context, actor, id, body }) => updateSegment(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/segments/{id}",
      name: "deleteSegment",
      summary: "Delete a segment of customers",
      description:
        "Refused while a routing rule asks for it. Its customers stay.",
      problems: ["in_use"],
    },
    ({ context, actor, id }) => deleteSegment(context, actor, id),
  );
}
