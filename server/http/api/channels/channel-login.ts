import {
  connectedPagesSchema,
  connectPagesSchema,
  loginPagesSchema,
  loginStateSchema,
  loginUrlSchema,
  startLoginSchema,
} from "#contract/channels/login.ts";
import { vendorIdSchema } from "#contract/channels/channel-requests.ts";
import { pictureResponse } from "#server/http/edge/response/file-response.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import {
  finishLogin,
  listLoginPages,
  loginPicture,
  readLogin,
  startLogin,
} from "#server/pipeline/jobs/channels/channel-login.ts";
import { connectPages } from "#server/pipeline/jobs/channels/connect-pages.ts";

/** Pages connected by signing in at Meta. */
export function channelLoginRoutes(api: Api): void {
  const tag = "Channels";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/oauth",
      name: "getChannelLogin",
      summary: "Get the Facebook login",
      description:
        "The redirect address for the Meta app, the app that a login uses, and the login that this agent has.",
      answer: loginStateSchema,
      problems: ["not_supported"],
    },
    ({ services, actor }) => readLogin(services, actor),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/oauth/start",
      name: "startChannelLogin",
      summary: "Start signing in with Facebook",
      description:
        "The browser goes to `url`. Without `appId`, the Meta app that is connected already is used. The dialog must be answered in the same session within 10 minutes.",
      body: startLoginSchema,
      answer: loginUrlSchema,
      problems: ["not_supported"],
    },
    ({ services, actor, body, call }) =>
      startLogin(services, actor, {
        ...body,
        sessionId: call.get("sessionId") ?? null,
      }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/oauth/callback",
      name: "finishChannelLogin",
      summary: "Return from signing in with Facebook",
      description:
        "Meta’s dialog leads here. The answer is always a redirect to `returnTo`, with `login=done` or `error` and `error_description`.",
      public: true,
    },
    async ({ services, call }) => {
      const actor = call.get("actor") ?? null;
      const query = call.req.query();
      const sessionId = call.get("sessionId") ?? null;
      const path = await finishLogin(services, actor, {
        caller: actor && { agentId: actor.agentId, sessionId },
        answer: {
          state: query["state"] ?? "",
          code: query["code"] ?? null,
          error: query["error"] ?? (query["error_code"] ? "refused" : null),
        },
      });
      return call.redirect(path);
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/oauth/pages",
      name: "listLoginPages",
      summary: "List the pages of the Facebook login",
      description:
        "Every page that the login of this agent includes, for one hour after it.",
      answer: loginPagesSchema,
      problems: ["wrong_state", "meta_unreachable", "meta_refused"],
    },
    ({ services, actor }) => listLoginPages(services, actor),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/oauth/pages",
      name: "connectLoginPages",
      summary: "Connect pages of the Facebook login",
      description:
        "Connects and subscribes each page. A page that fails is in `failed`, and nothing of it is kept. A connected page gets a new token and keeps its settings.",
      body: connectPagesSchema,
      answer: connectedPagesSchema,
      problems: ["wrong_state", "meta_unreachable", "meta_refused"],
    },
    ({ services, actor, body }) => connectPages(services, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/oauth/pages/{id}/picture",
      id: vendorIdSchema,
      name: "getLoginPagePicture",
      summary: "Get the picture of a page of the Facebook login",
      file: "download",
      problems: ["wrong_state"],
      status: 200,
    },
    async ({ services, actor, id, call }) => {
      const picture = await loginPicture(services, actor, id);
      return pictureResponse(picture, call.req.raw.headers);
    },
  );
}
