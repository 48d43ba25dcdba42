import {
  createAgentSchema,
  pageQuerySchema,
  updateAgentSchema,
} from "#contract/requests.ts";
import { createdAgentSchema, pageOf } from "#contract/records.ts";
import { agentSchema } from "#contract/shapes.ts";
import { z } from "zod";
import {
  createAgent,
  getAgent,
  listAgents,
} from "#server/domain/access/agents.ts";
import { renewInvitation } from "#server/domain/access/invitations.ts";
import { endSessions } from "#server/domain/access/sessions.ts";
import { updateAgent } from "#server/domain/access/update-agent.ts";
import { endpoint, type Api } from "#server/http/endpoint.ts";

/** The people who answer. */
export function agentRoutes(api: Api): void {
  const tag = "Agents";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/agents",
      name: "listAgents",
      summary: "Everybody who works here",
      query: pageQuerySchema,
      answer: pageOf(agentSchema),
    },
    ({ context, actor, query }) => listAgents(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/agents",
      name: "createAgent",
      summary:
        "Add somebody; without a password the answer carries an invitation link, shown once",
      body: createAgentSchema,
      answer: createdAgentSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createAgent(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/agents/{id}",
      name: "getAgent",
      summary: "One agent",
      answer: agentSchema,
    },
    ({ context, actor, id }) => getAgent(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/agents/{id}",
      name: "updateAgent",
      summary:
        "Change somebody; disabling or a new password ends their sessions at once",
      body: updateAgentSchema,
      answer: agentSchema,
      problems: ["already_exists", "wrong_state"],
    },
    async ({ context, actor, id, body }) => {
      const agent = await updateAgent(context, actor, id, body);
      api.host.accessChanged();
      return agent;
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/agents/{id}/invitation",
      name: "renewInvitation",
      summary: "A new invitation link; the old one stops working",
      answer: z.object({ invitationUrl: z.string() }),
      status: 201,
    },
    ({ context, actor, id }) => renewInvitation(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/agents/{id}/sessions",
      name: "endSessions",
      summary: "Sign somebody, or oneself, out everywhere",
    },
    async ({ context, actor, id }) => {
      await endSessions(context, actor, id);
      api.host.accessChanged();
    },
  );
}
