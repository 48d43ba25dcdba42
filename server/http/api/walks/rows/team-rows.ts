import {
  ALL,
  TEAM,
  ADMINS,
  SUPERVISORS,
  THEIRS,
  name,
  type Row,
} from "./row.ts";

/** Queues, ring groups, departments and calendars. */
export const TEAM_ROWS: Record<string, Row> = {
  "GET /queues": { may: ALL },
  "POST /queues": { may: SUPERVISORS, body: name },
  "GET /queues/{id}": { may: TEAM, id: "queueId" },
  "PATCH /queues/{id}": { may: THEIRS, id: "queueId", body: {} },
  "POST /queues/{id}/pause": { may: THEIRS, id: "queueId", body: {} },
  "POST /queues/{id}/resume": { may: THEIRS, id: "queueId" },
  "GET /ring-groups": { may: ALL },
  "POST /ring-groups": { may: SUPERVISORS, body: name },
  "GET /ring-groups/{id}": { may: TEAM, id: "ringGroupId" },
  "PATCH /ring-groups/{id}": { may: THEIRS, id: "ringGroupId", body: {} },
  "GET /departments": { may: ALL },
  "POST /departments": { may: ADMINS, body: name },
  "GET /departments/{id}": { may: TEAM, id: "departmentId" },
  "PATCH /departments/{id}": { may: THEIRS, id: "departmentId", body: {} },
  "GET /holiday-calendars": { may: ALL },
  "POST /holiday-calendars": {
    may: SUPERVISORS,
    body: () => ({ ...name(), days: [] }),
  },
  "PATCH /holiday-calendars/{id}": {
    may: "++-----",
    id: "calendarId",
    body: () => ({ ...name(), days: [] }),
  },
};
