import { ALL, TEAM, SUPERVISORS, THEIRS, type Row } from "./row.ts";

/** The board, reports, alerts and notifications. */
export const WORK_ROWS: Record<string, Row> = {
  "GET /board": { may: SUPERVISORS },
  // An agent gets their own figures alone (reports.test.ts).
  "GET /reports": { may: TEAM },
  "GET /reports/rows": { may: TEAM, query: "figure=in" },
  "GET /reports/export": { may: TEAM },
  "GET /alerts": { may: ALL },
  "GET /notifications": { may: ALL },
  "POST /notifications/read": { may: TEAM, body: { all: true } },
  "GET /me/preferences": { may: ALL },
  "PATCH /me/preferences": { may: ALL, body: {} },
  "GET /me/notifications": { may: TEAM },
  "PATCH /me/notifications": { may: TEAM, body: {} },
  // No device of theirs: not found.
  "POST /me/notifications/test": {
    may: "00000--",
    body: ({ queueId }) => ({ subscriptionId: queueId }),
  },
  "GET /me/push-subscriptions": { may: TEAM },
  "POST /me/push-subscriptions": { may: TEAM, body: {} },
  "DELETE /me/push-subscriptions": {
    may: "00000--",
    body: { endpoint: "https://push.example/nobody" },
  },
  "PATCH /me/push-subscriptions/{id}": {
    may: "00000--",
    id: "queueId",
    body: {},
  },
  "DELETE /me/push-subscriptions/{id}": { may: "00000--", id: "queueId" },
  "POST /alerts/{id}/dismiss": { may: "00000--", id: "queueId" },
  "POST /routing/what-if": {
    may: THEIRS,
    body: ({ channelId, customerId }) => ({ channelId, customerId }),
  },
  "PATCH /agents/{id}/presence": {
    may: "++-----",
    id: "agentId",
    body: { presence: "available" },
  },
  "PATCH /agents/{id}/queues/{queueId}": {
    may: "++-----",
    id: "agentId",
    then: "queueId",
    body: { loggedIn: true },
  },
};
