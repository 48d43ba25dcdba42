import {
  createChannelSchema,
  pageQuerySchema,
  updateChannelSchema,
} from "#contract/requests.ts";
import { pageOf } from "#contract/records.ts";
import { channelSchema } from "#contract/shapes.ts";
import {
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  testChannel,
  updateChannel,
} from "#server/domain/channels/channels.ts";
import { endpoint, type Api } from "#server/http/endpoint.ts";

/** Connected pages. Tokens and secrets go in and never come back. */
export function channelRoutes(api: Api): void {
  const tag = "Channels";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels",
      name: "listChannels",
      summary: "Connected pages",
      query: pageQuerySchema,
      answer: pageOf(channelSchema),
    },
    ({ context, actor, query }) => listChannels(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels",
      name: "createChannel",
      summary: "Connect a page",
      body: createChannelSchema,
      answer: channelSchema,
      status: 201,
      problems: ["already_exists", "meta_refused", "meta_unreachable"],
    },
    ({ context, actor, body }) => createChannel(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/{id}",
      name: "getChannel",
      summary: "One page",
      answer: channelSchema,
    },
    ({ context, actor, id }) => getChannel(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/channels/{id}",
      name: "updateChannel",
      summary:
        "Change a page's name, token, secret, department or route; switch it on or off",
      body: updateChannelSchema,
      answer: channelSchema,
      problems: ["meta_refused", "meta_unreachable"],
    },
    ({ context, actor, id, body }) => updateChannel(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/channels/{id}",
      name: "deleteChannel",
      summary: "Disconnect a page; its threads stay",
    },
    async ({ context, actor, id }) => {
      await deleteChannel(context, actor, id);
      return undefined;
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/{id}/test",
      name: "testChannel",
      summary: "Check token, subscription and webhook now",
      answer: channelSchema,
    },
    ({ context, actor, id }) => testChannel(context, actor, id),
  );
}
