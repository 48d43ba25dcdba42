import { changePasswordSchema } from "#contract/people/account-requests.ts";
import {
  leaveSchema,
  presenceRequestSchema,
  queueLoginSchema,
} from "#contract/people/presence-requests.ts";
import { apiTokenSchema } from "#contract/people/api-token.ts";
import { createTokenSchema } from "#contract/people/account-requests.ts";
import { meSchema } from "#contract/people/me.ts";
import {
  preferencesSchema,
  updatePreferencesSchema,
} from "#contract/people/preferences.ts";
import {
  getPreferences,
  updatePreferences,
} from "#server/domain/people/preferences.ts";
import { pageOf } from "#contract/base/page.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { z } from "zod";
import {
  changePassword,
  requireRecentPassword,
} from "#server/domain/people/account/change-password.ts";
import { getMe } from "#server/domain/people/me.ts";
import {
  createToken,
  listTokens,
  revokeToken,
} from "#server/domain/access/sign-in/tokens.ts";
import {
  leave,
  recordActivity,
  setPresence,
} from "#server/domain/people/presence.ts";
import { endWrapUp, setQueueLogin } from "#server/domain/teams/queue-login.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { countingTries } from "./counting-tries.ts";

/** The caller: who they are and whether they are here. */
export function meRoutes(api: Api): void {
  const tag = "Me";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/me",
      name: "getMe",
      reviewers: "own",
      summary: "Get the current agent",
      answer: meSchema,
    },
    ({ context, actor }) => getMe(context, actor),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/me/preferences",
      name: "getPreferences",
      reviewers: "own",
      summary: "Get your settings of the console",
      description:
        "`keys` are the keyboard shortcuts that you changed; `undoSeconds` is how long a reply of the console can be taken back; `searches` are your recent and saved searches.",
      answer: preferencesSchema,
    },
    ({ context, actor }) => getPreferences(context, actor),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/me/preferences",
      name: "updatePreferences",
      reviewers: "own",
      summary: "Change your settings of the console",
      description:
        "`keys` replaces all keyboard shortcuts that you changed, and `searches` all of your recent and saved searches. They are the same on all of your devices.",
      body: updatePreferencesSchema,
      answer: preferencesSchema,
    },
    ({ context, actor, body }) => updatePreferences(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/me/presence",
      name: "setPresence",
      reviewers: "own",
      summary: "Set your status",
      body: presenceRequestSchema,
      answer: z.object({ presence: presenceSchema }),
    },
    async ({ context, actor, body }) => ({
      presence: await setPresence(context, actor, body),
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/leave",
      name: "leave",
      reviewers: "own",
      summary: "Sign off",
      description:
        "Sets you to offline immediately and returns or keeps your threads as requested.",
      body: leaveSchema,
      bodyOptional: true,
      answer: z.object({ returned: z.number() }),
    },
    ({ context, actor, body }) => leave(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/activity",
      name: "recordActivity",
      reviewers: "own",
      summary: "Report activity",
      description:
        "Tells the server that you’re active. Three times a minute is enough.",
    },
    ({ context, actor }) => recordActivity(context, actor),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/queues/{id}/end-wrap-up",
      name: "endWrapUp",
      summary: "End wrap-up",
      description: "New threads can ring for you again.",
    },
    ({ context, actor, id }) => endWrapUp(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/me/queues/{id}",
      name: "setQueueLogin",
      summary: "Log in to or out of a queue",
      body: queueLoginSchema,
      answer: queueLoginSchema,
    },
    ({ context, actor, id, body }) =>
      setQueueLogin(context, actor, { queueId: id, loggedIn: body.loggedIn }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/password",
      name: "changePassword",
      reviewers: "own",
      summary: "Change your password",
      description:
        "Ends all your sessions, including this one, and revokes your API tokens if requested.",
      body: changePasswordSchema,
      problems: ["too_many_requests"],
    },
    async ({ context, actor, body, call }) => {
      await countingTries(api, actor, call, () =>
        changePassword(context, actor, body),
      );
      api.host.accessChanged();
    },
  );
  tokenRoutes(api);
}

function tokenRoutes(api: Api): void {
  const tag = "Me";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/me/tokens",
      name: "listTokens",
      reviewers: "own",
      summary: "List your API tokens",
      answer: pageOf(apiTokenSchema),
    },
    async ({ context, actor }) => ({
      items: await listTokens(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/tokens",
      name: "createToken",
      summary: "Create an API token",
      description:
        "The token acts as you and is shown only once. With `scopes`, it reaches only these; live events need the `read` scope of everything but the audit log. A session older than ten minutes also requires your password.",
      body: createTokenSchema,
      bodyOptional: true,
      answer: apiTokenSchema.extend({ token: z.string() }),
      status: 201,
      problems: ["too_many_requests", "wrong_state"],
    },
    async ({ context, actor, body: { password, ...token }, call }) => {
      const sessionId = call.get("sessionId");
      // A token outlives the session that made it.
      if (sessionId !== undefined)
        await countingTries(api, actor, call, () =>
          requireRecentPassword(context, actor, { password, sessionId }),
        );
      return createToken(context, actor, {
        agentId: actor.agentId,
        ...token,
      });
    },
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/me/tokens/{id}",
      name: "revokeToken",
      reviewers: "own",
      summary: "Revoke an API token",
      description: "Takes effect immediately.",
    },
    async ({ context, actor, id }) => {
      await revokeToken(context, actor, id);
      api.host.accessChanged();
    },
  );
}
