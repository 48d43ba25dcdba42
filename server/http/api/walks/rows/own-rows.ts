import { ALL, TEAM, type Row } from "./row.ts";

/** An agent’s own account. */
export const OWN_ROWS: Record<string, Row> = {
  "GET /me": { may: ALL },
  "PATCH /me/presence": { may: ALL, body: { presence: "available" } },
  "POST /me/leave": { may: ALL, body: {} },
  "POST /me/activity": { may: ALL },
  "POST /me/queues/{id}/end-wrap-up": { may: "000+0--", id: "queueId" },
  "PATCH /me/queues/{id}": {
    may: "000+0--",
    id: "queueId",
    body: { loggedIn: true },
  },
  "POST /me/password": { may: ALL, body: {} },
  "POST /me/totp": { may: ALL },
  "POST /me/totp/confirm": { may: ALL, body: {} },
  "DELETE /me/totp": { may: ALL, body: {} },
  "PUT /me/photo": { may: TEAM },
  "DELETE /me/photo": { may: TEAM },
  "GET /me/sessions": { may: ALL },
  "DELETE /me/sessions/{id}": { may: "0000000", id: "queueId" },
  "DELETE /me/see-as": { may: ALL },
  "GET /me/tokens": { may: ALL },
  "POST /me/tokens": { may: TEAM, body: {} },
  "DELETE /me/tokens/{id}": { may: "0000000", id: "queueId" },
};
