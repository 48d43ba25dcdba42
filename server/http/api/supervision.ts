import { z } from "zod";
import { idSchema } from "#contract/ids.ts";
import { pageOf } from "#contract/records.ts";
import {
  holidayCalendarRequestSchema,
  pauseQueueSchema,
  presenceOfRequestSchema,
  queueLoginOfSchema,
  queueLoginSchema,
  reassignSchema,
  whatIfSchema,
} from "#contract/requests.ts";
import {
  routingSettingsSchema,
  updateRoutingSettingsSchema,
} from "#contract/routing-settings.ts";
import { presenceSchema, queueSchema } from "#contract/shapes.ts";
import {
  alertQuerySchema,
  alertSchema,
  boardSchema,
  holidayCalendarSchema,
  whatIfAnswerSchema,
} from "#contract/supervision.ts";
import { setPresenceOf } from "#server/domain/people/presence.ts";
import { dismissAlert, listAlerts } from "#server/domain/assignment/alerts.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import {
  deleteHolidayCalendar,
  listHolidayCalendars,
  saveHolidayCalendar,
} from "#server/domain/teams/holiday-calendars.ts";
import { pauseQueue, resumeQueue } from "#server/domain/teams/pause.ts";
import { setQueueLoginOf } from "#server/domain/teams/queue-login.ts";
import { reassign } from "#server/domain/conversations/reassign.ts";
import {
  getRoutingSettings,
  updateRoutingSettings,
} from "#server/domain/settings/routing-settings.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Supervision";

/** The board, what can be done from it, and what would happen if. */
export function supervisionRoutes(api: Api): void {
  boardRoutes(api);
  handRoutes(api);
  settingRoutes(api);
  calendarRoutes(api);
}

function boardRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/board",
      name: "getBoard",
      summary: "Queues and people as they stand now; for supervisors",
      answer: boardSchema,
    },
    ({ context, actor }) => getBoard(context, actor),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/alerts",
      name: "listAlerts",
      summary: "What the caller should look at, newest first",
      query: alertQuerySchema,
      answer: pageOf(alertSchema),
    },
    ({ context, actor, query }) => listAlerts(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/alerts/{id}/dismiss",
      name: "dismissAlert",
      summary: "It is dealt with, for all whom it was for",
    },
    ({ context, actor, id }) => dismissAlert(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/routing/what-if",
      name: "askWhatIf",
      summary:
        "Where a thread would go, by the very code that routes; nothing is changed",
      body: whatIfSchema,
      answer: whatIfAnswerSchema,
    },
    ({ context, actor, body }) => askWhatIf(context, actor, body),
  );
}

function handRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/queues/{id}/pause",
      name: "pauseQueue",
      summary: "A queue gives nothing out, until then or until resumed",
      body: pauseQueueSchema,
      bodyOptional: true,
      answer: queueSchema,
    },
    ({ context, actor, id, body }) => pauseQueue(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/queues/{id}/resume",
      name: "resumeQueue",
      summary: "A paused queue works again",
      answer: queueSchema,
    },
    ({ context, actor, id }) => resumeQueue(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/agents/{id}/presence",
      name: "setPresenceOf",
      summary: "Somebody else's presence; they are told who did it, and why",
      body: presenceOfRequestSchema,
      answer: z.object({ presence: presenceSchema }),
    },
    async ({ context, actor, id, body }) => ({
      presence: await setPresenceOf(context, actor, id, body),
    }),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/agents/{id}/queues/{queueId}",
      name: "setQueueLoginOf",
      summary:
        "Log somebody else in to a queue or out of it; they are told who did it, and why",
      body: queueLoginOfSchema,
      answer: queueLoginSchema,
    },
    ({ context, actor, id, params, body }) =>
      setQueueLoginOf(context, actor, id, {
        queueId: params["queueId"] ?? "",
        ...body,
      }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/threads/reassign",
      name: "reassignThreads",
      summary: "Move many threads at once; each answer says if it went",
      body: reassignSchema,
      answer: z.object({
        items: z.array(
          z.object({
            threadId: idSchema,
            refused: z.string().nullable(),
            reason: z.string().nullable(),
          }),
        ),
      }),
    },
    async ({ context, actor, body }) => ({
      items: await reassign(context, actor, body),
    }),
  );
}

function settingRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Routing",
      path: "/settings/routing",
      name: "getRoutingSettings",
      summary: "What the house agrees on about presence and ownership",
      answer: routingSettingsSchema,
    },
    ({ context, actor }) => getRoutingSettings(context, actor),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag: "Routing",
      path: "/settings/routing",
      name: "updateRoutingSettings",
      summary: "Change what is named; for admins",
      body: updateRoutingSettingsSchema,
      answer: routingSettingsSchema,
    },
    ({ context, actor, body }) => updateRoutingSettings(context, actor, body),
  );
}

function calendarRoutes(api: Api): void {
  const of = { tag: "Routing", answer: holidayCalendarSchema } as const;
  endpoint(
    api,
    {
      method: "get",
      tag: "Routing",
      path: "/holiday-calendars",
      name: "listHolidayCalendars",
      summary: "Holidays that several office hours share",
      answer: pageOf(holidayCalendarSchema),
    },
    async ({ context, actor }) => ({
      items: await listHolidayCalendars(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      ...of,
      method: "post",
      path: "/holiday-calendars",
      name: "createHolidayCalendar",
      summary: "Add a holiday calendar",
      body: holidayCalendarRequestSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) =>
      saveHolidayCalendar(context, actor, null, body),
  );
  endpoint(
    api,
    {
      ...of,
      method: "patch",
      path: "/holiday-calendars/{id}",
      name: "updateHolidayCalendar",
      summary: "Replace a holiday calendar",
      body: holidayCalendarRequestSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      saveHolidayCalendar(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Routing",
      path: "/holiday-calendars/{id}",
      name: "deleteHolidayCalendar",
      summary: "Remove a holiday calendar",
    },
    ({ context, actor, id }) => deleteHolidayCalendar(context, actor, id),
  );
}
