import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { pageOf } from "#contract/base/page.ts";
import { holidayCalendarRequestSchema } from "#contract/hours/holiday-calendar-requests.ts";
import { pauseQueueSchema } from "#contract/routing/queue-requests.ts";
import {
  presenceOfRequestSchema,
  queueLoginOfSchema,
  queueLoginSchema,
} from "#contract/people/presence-requests.ts";
import { reassignSchema } from "#contract/supervision/reassign-requests.ts";
import { whatIfSchema } from "#contract/supervision/what-if-requests.ts";
import {
  routingSettingsSchema,
  updateRoutingSettingsSchema,
} from "#contract/routing/routing-settings.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { alertQuerySchema, alertSchema } from "#contract/supervision/alert.ts";
import { boardSchema } from "#contract/supervision/board.ts";
import { holidayCalendarSchema } from "#contract/hours/holiday-calendar.ts";
import { whatIfAnswerSchema } from "#contract/supervision/what-if.ts";
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
import { sendHeldReplies } from "#server/domain/conversations/replies/held-replies.ts";
import { reassign } from "#server/domain/conversations/ownership/reassign.ts";
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
      summary: "Get the live board",
      description: "Requires the supervisor role.",
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
      reviewers: "empty",
      summary: "List alerts",
      description: "Newest first.",
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
      summary: "Dismiss an alert",
      description: "Dismisses it for everyone who received it.",
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
      summary: "Test routing",
      description: "Uses the routing code itself. Nothing is changed.",
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
      summary: "Pause a queue",
      description: "Until the given time or until it’s resumed.",
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
      summary: "Resume a queue",
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
      summary: "Set an agent’s status",
      description: "The agent sees who changed it and the reason.",
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
      summary: "Log an agent in to or out of a queue",
      description: "The agent sees who changed it and the reason.",
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
      summary: "Move threads",
      description:
        "Takes effect immediately. Each result tells whether the thread moved.",
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
    async ({ context, actor, body }) => {
      for (const id of body.threadIds)
        await sendHeldReplies(context, actor, id);
      return { items: await reassign(context, actor, body) };
    },
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
      summary: "Get assignment settings",
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
      summary: "Update assignment settings",
      description:
        "Requires the admin role. When no member of its queue has been able to take a waiting thread for `nobodyMinutes`, supervisors get the alert `nobody_available` and the thread goes to the queue's overflow. `null` turns this off.",
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
      reviewers: "empty",
      summary: "List holiday calendars",
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
      summary: "Create a holiday calendar",
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
      summary: "Delete a holiday calendar",
    },
    ({ context, actor, id }) => deleteHolidayCalendar(context, actor, id),
  );
}
