import {
  createAgentSchema,
  updateAgentSchema,
} from "#contract/people/agent-requests.ts";
import { endSessionsQuerySchema } from "#contract/people/account-requests.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { apiTokenSchema } from "#contract/people/api-token.ts";
import { createdAgentSchema } from "#contract/people/agent.ts";
import { pageOf } from "#contract/base/page.ts";
import { agentSchema } from "#contract/people/agent.ts";
import {
  disableAgentSchema,
  disabledAgentSchema,
  holdingsSchema,
} from "#contract/supervision/holdings.ts";
import { z } from "zod";
import {
  createAgent,
  getAgent,
  listAgents,
} from "#server/domain/people/agents.ts";
import { renewInvitation } from "#server/domain/people/account/invitations.ts";
import { endSessions } from "#server/domain/access/sign-in/sessions.ts";
import {
  listTokens,
  revokeToken,
} from "#server/domain/access/sign-in/tokens.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { disableAgent } from "#server/domain/people/disable-agent.ts";
import { getHoldings } from "#server/domain/people/holdings.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

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
      reviewers: "own",
      summary: "List agents",
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
      summary: "Add an agent",
      description:
        "Without a password, the answer includes an invite link. It is shown only once, and mailed if a mail server is set up.",
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
      reviewers: "own",
      summary: "Get an agent",
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
      summary: "Update an agent",
      description:
        "Disabling an agent or setting a new password ends their sessions immediately.",
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
      method: "get",
      tag,
      path: "/agents/{id}/holdings",
      name: "getHoldings",
      summary: "Get what an agent has in hand",
      description:
        "Conversations, offers and leads that would be left behind, and the channels and queues that lead to the agent.",
      answer: holdingsSchema,
    },
    ({ context, actor, id }) => getHoldings(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/agents/{id}/disable",
      name: "disableAgent",
      summary: "Disable an agent",
      description:
        "Signs the agent out everywhere and, in the same transaction, sends their open and snoozed conversations and their leads to `handOver`. With null, conversations return to their queues. A lead goes to a person only.",
      body: disableAgentSchema,
      bodyOptional: true,
      answer: disabledAgentSchema,
      problems: ["wrong_state"],
    },
    async ({ context, actor, id, body }) => {
      const answer = await disableAgent(context, actor, id, body.handOver);
      api.host.accessChanged();
      return answer;
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/agents/{id}/invitation",
      name: "renewInvitation",
      summary: "Create an invite link",
      description:
        "The previous link stops working. The new one is mailed if a mail server is set up.",
      answer: z.object({
        invitationUrl: z.string(),
        invitationMailed: z.boolean(),
      }),
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
      reviewers: "own",
      summary: "Sign an agent out everywhere",
      description: "With tokens=true, their API tokens are revoked too.",
      query: endSessionsQuerySchema,
    },
    async ({ context, actor, id, query }) => {
      await endSessions(context, actor, id, query);
      api.host.accessChanged();
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/agents/{id}/tokens",
      name: "listTokensOf",
      summary: "List an agent’s API tokens",
      description: "Requires the admin role.",
      answer: pageOf(apiTokenSchema),
    },
    async ({ context, actor, id }) => ({
      items: await listTokens(context, actor, id),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/agents/{id}/tokens/{tokenId}",
      name: "revokeTokenOf",
      summary: "Revoke an agent’s API token",
      description: "Takes effect immediately. Requires the admin role.",
    },
    async ({ context, actor, id, params }) => {
      await revokeToken(context, actor, params["tokenId"] ?? "", id);
      api.host.accessChanged();
    },
  );
}
