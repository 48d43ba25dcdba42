import { ALL, TEAM, ADMINS, SUPERVISORS, name, type Row } from "./row.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Agents and their access. */
export const PEOPLE_ROWS: Record<string, Row> = {
  "GET /agents": { may: ALL },
  "POST /agents": {
    may: ADMINS,
    body: () => ({ ...name(), email: `${randomToken(9)}@example.com` }),
  },
  "GET /agents/{id}": { may: "+++++00", id: "agentId" },
  // The agent of the walk has none.
  "GET /agents/{id}/photo": { may: "0000000", id: "agentId" },
  "PATCH /agents/{id}": { may: ADMINS, id: "agentId", body: { capacity: 9 } },
  "POST /agents/{id}/invitation": { may: ADMINS, id: "agentId" },
  "GET /agents/{id}/holdings": { may: ADMINS, id: "agentId" },
  "POST /agents/{id}/disable": {
    may: ADMINS,
    id: "agentId",
    // Refused: nothing goes to the agent themselves.
    body: ({ agentId }) => ({ handOver: { type: "agent", id: agentId } }),
  },
  "POST /agents/{id}/see-as": { may: ADMINS, id: "agentId" },
  "GET /agents/{id}/tokens": { may: "+--+---", id: "agentId" },
  "DELETE /agents/{id}/tokens/{tokenId}": {
    may: "00000--",
    id: "agentId",
    then: "queueId",
  },
  "GET /agents/{id}/sessions": { may: "+--+---", id: "agentId" },
  "DELETE /agents/{id}/sessions/{sid}": {
    may: "0--0---",
    id: "agentId",
    then: "queueId",
  },
  "DELETE /agents/{id}/totp": { may: "+------", id: "agentId" },
  "DELETE /agents/{id}/sessions": { may: "+--+---", id: "agentId" },

  "GET /access/policy": { may: TEAM },
  "GET /access/explain": { may: SUPERVISORS },
};
