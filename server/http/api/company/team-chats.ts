import { pageOf } from "#contract/base/page.ts";
import {
  createTeamChatSchema,
  teamChatSchema,
  teamChatTestSchema,
  updateTeamChatSchema,
} from "#contract/notifications/team-chat.ts";
import {
  createTeamChat,
  deleteTeamChat,
  listTeamChats,
  updateTeamChat,
} from "#server/domain/notifications/team-chats.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { testTeamChat } from "#server/pipeline/push/send-team-chats.ts";

const tag = "Administration";

/** The team chats that get alerts. */
export function teamChatRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/team-chats",
      name: "listTeamChats",
      summary: "List team chats",
      description:
        "Requires the admin role. Addresses, tokens and secrets are never returned.",
      answer: pageOf(teamChatSchema),
    },
    async ({ context, actor }) => ({
      items: await listTeamChats(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/team-chats",
      name: "createTeamChat",
      summary: "Create a team chat",
      description:
        "Requires the admin role. Gets the alerts in `alerts`, each once. Slack, Teams and Discord need `url`, a signed webhook `url` and `secret`, LINE `secret` (its channel access token) and `recipient`.",
      body: createTeamChatSchema,
      answer: teamChatSchema,
      status: 201,
    },
    ({ context, actor, body }) => createTeamChat(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/team-chats/{id}",
      name: "updateTeamChat",
      summary: "Update a team chat",
      description:
        "Requires the admin role. The kind never changes. Another address of a signed webhook needs a secret.",
      body: updateTeamChatSchema,
      answer: teamChatSchema,
    },
    ({ context, actor, id, body }) => updateTeamChat(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/team-chats/{id}",
      name: "deleteTeamChat",
      summary: "Delete a team chat",
      description: "Requires the admin role.",
    },
    ({ context, actor, id }) => deleteTeamChat(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/team-chats/{id}/test",
      name: "testTeamChat",
      summary: "Send a test to a team chat",
      description:
        "Requires the admin role. Sends immediately and returns the answer of the chat.",
      answer: teamChatTestSchema,
    },
    ({ context, actor, id }) => testTeamChat(context, actor, id),
  );
}
