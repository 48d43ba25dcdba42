import { pageOf } from "#contract/base/page.ts";
import {
  reportItemSchema,
  reportQuerySchema,
  reportRowsQuerySchema,
  reportSchema,
} from "#contract/reports/report.ts";
import { listReportRows } from "#server/domain/reports/report-rows.ts";
import { exportReport, getReport } from "#server/domain/reports/report.ts";
import { csvResponse } from "#server/http/edge/response/csv-response.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Reports";

/** Figures of a period, and the conversations behind each. */
export function reportRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/reports",
      name: "getReport",
      summary: "Get the figures of a period",
      description:
        "By agent, by queue (with ring groups) or by page; supervisors get their departments’ figures, agents their own alone, which are by agent. `firstReply` is the time from the customer’s first message of a conversation to the first reply of a person, at the moment the vendor accepted it; `wait` is the time in a queue or ring group until an agent took the conversation. Both are medians, in office hours and around the clock. Test conversations are not counted.",
      query: reportQuerySchema,
      answer: reportSchema,
    },
    ({ context, actor, query }) => getReport(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/reports/rows",
      name: "listReportRows",
      summary: "List the conversations behind a figure",
      description:
        "Newest first, as many as the figure counts. Agents get the conversations behind their own figures. `thread` is `null` where the caller may not see the conversation.",
      query: reportRowsQuerySchema,
      answer: pageOf(reportItemSchema),
    },
    ({ context, actor, query }) => listReportRows(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/reports/export",
      name: "exportReport",
      summary: "Export the figures of a period as CSV",
      description:
        "UTF-8, a line for each row of the report. The export is recorded.",
      query: reportQuerySchema,
      file: "download",
    },
    async ({ context, actor, query }) =>
      csvResponse(
        `report-${query.by}-${context.clock.now().toISOString().slice(0, 10)}.csv`,
        await exportReport(context, actor, query),
      ),
  );
}
