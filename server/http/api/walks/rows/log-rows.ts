import { ALL, ADMINS, type Row } from "./row.ts";

/** Search, logs, and the doors that need no caller. */
export const LOG_ROWS: Record<string, Row> = {
  "GET /search": { may: ALL, query: "q=Words" },
  "GET /audit": { may: ADMINS },
  "GET /audit/export": { may: ADMINS },
  "GET /deliveries": { may: ADMINS },
  "GET /deliveries/{id}": { may: ADMINS, id: "deliveryId" },
  "POST /deliveries/replay": { may: ADMINS, body: { ids: ["1"] } },
  "GET /setup": { may: ALL },
  "POST /setup": { may: ALL, body: {} },
  "POST /invitations/accept": { may: ALL, body: {} },
  "POST /password-reset": { may: ALL, body: {} },
  "POST /password-reset/confirm": { may: ALL, body: {} },
};
