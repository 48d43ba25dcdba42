import { pageOf } from "#contract/base/page.ts";
import { sessionSchema } from "#contract/people/session.ts";
import {
  endSession,
  listSessions,
} from "#server/domain/access/sign-in/agent-sessions.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The browsers in which an agent is signed in. */
export function sessionRoutes(api: Api): void {
  const answer = pageOf(sessionSchema);
  endpoint(
    api,
    {
      method: "get",
      tag: "Me",
      path: "/me/sessions",
      name: "listSessions",
      reviewers: "own",
      summary: "List your sessions",
      description: "The browsers in which you’re signed in, last used first.",
      answer,
    },
    async ({ context, actor, call }) => {
      const { agentId } = actor;
      const currentId = call.get("sessionId");
      return {
        items: await listSessions(context, actor, { agentId, currentId }),
        nextCursor: null,
      };
    },
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Me",
      path: "/me/sessions/{id}",
      name: "endSession",
      reviewers: "own",
      summary: "End one of your sessions",
      description: "Takes effect immediately.",
    },
    async ({ context, actor, id: sessionId }) => {
      const { agentId } = actor;
      await endSession(context, actor, { agentId, sessionId });
      api.host.accessChanged();
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Agents",
      path: "/agents/{id}/sessions",
      name: "listSessionsOf",
      reviewers: "own",
      summary: "List an agent’s sessions",
      description: "Requires the admin role for other agents.",
      answer,
    },
    async ({ context, actor, id: agentId, call }) => {
      const currentId = call.get("sessionId");
      return {
        items: await listSessions(context, actor, { agentId, currentId }),
        nextCursor: null,
      };
    },
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Agents",
      path: "/agents/{id}/sessions/{sid}",
      name: "endSessionOf",
      reviewers: "own",
      summary: "End one session of an agent",
      description:
        "Takes effect immediately. Requires the admin role for other agents.",
    },
    async ({ context, actor, id: agentId, params }) => {
      const sessionId = params["sid"] ?? "";
      await endSession(context, actor, { agentId, sessionId });
      api.host.accessChanged();
    },
  );
}
