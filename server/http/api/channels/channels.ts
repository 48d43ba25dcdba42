import { z } from "zod";
import {
  createChannelSchema,
  renewSecretSchema,
  updateChannelSchema,
} from "#contract/channels/channel-requests.ts";
import {
  channelHealthSchema,
  repairChannelSchema,
} from "#contract/channels/health/lights.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import {
  CHANNEL_KINDS,
  kindOf,
  rulesOf,
} from "#contract/channels/rules/channel-rules.ts";
import { channelKindSchema } from "#contract/channels/channel-kind.ts";
import { idSchema } from "#contract/base/ids.ts";
import { pageOf } from "#contract/base/page.ts";
import {
  channelNameSchema,
  channelSchema,
  connectedChannelSchema,
  renewedSecretSchema,
} from "#contract/channels/channel.ts";
import {
  channelWelcomeSchema,
  welcomeSchema,
} from "#contract/channels/welcome.ts";
import { renewSecret } from "#server/domain/channels/renew-secret.ts";
import { backfillSchema, jobSchema } from "#contract/channels/job.ts";
import {
  getJob,
  requestBackfill,
} from "#server/domain/channels/backfill-requests.ts";
import {
  deleteChannel,
  getChannel,
  listChannelNames,
  listChannels,
  openChannelPicture,
} from "#server/domain/channels/channels.ts";
import {
  changeChannel,
  connectChannel,
  repairChannel,
  testChannel,
} from "#server/pipeline/jobs/channels/channel-check.ts";
import {
  deleteTestData,
  sendTestMessage,
} from "#server/pipeline/jobs/channels/synthetic-message.ts";
import {
  getWelcome,
  saveWelcome,
} from "#server/pipeline/jobs/channels/channel-welcome.ts";
import { pictureResponse } from "#server/http/edge/response/file-response.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** Connected pages. Tokens and secrets go in and never come back. */
export function channelRoutes(api: Api): void {
  const tag = "Channels";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channel-kinds",
      name: "listChannelKinds",
      summary: "List the kinds of channels",
      description: "What each asks for when it is connected, and its rules.",
      answer: pageOf(channelKindSchema),
    },
    () =>
      Promise.resolve({
        items: CHANNEL_KINDS.map((kind) => ({
          kind,
          fields: [...kindOf(kind).setup],
          declares: [...kindOf(kind).declares],
          rules: rulesOf(kind),
        })),
        nextCursor: null,
      }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels",
      name: "listChannels",
      summary: "List channels",
      query: pageQuerySchema,
      answer: pageOf(channelSchema),
    },
    ({ context, actor, query }) => listChannels(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/names",
      name: "listChannelNames",
      reviewers: "own",
      summary: "List channel names",
      description: "The fields every agent can see.",
      answer: pageOf(channelNameSchema),
    },
    async ({ context, actor }) => ({
      items: await listChannelNames(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels",
      name: "createChannel",
      summary: "Connect a channel",
      body: createChannelSchema,
      answer: connectedChannelSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ services, actor, body }) => connectChannel(services, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/{id}",
      name: "getChannel",
      summary: "Get a channel",
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
      summary: "Update a channel",
      description:
        "Changes the name, credentials, department, or routing, or pauses and resumes the channel.",
      body: updateChannelSchema,
      answer: channelSchema,
    },
    ({ services, actor, id, body }) => changeChannel(services, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/channels/{id}",
      name: "deleteChannel",
      summary: "Disconnect a page",
      description: "Its threads are kept.",
    },
    async ({ context, actor, id }) => {
      await deleteChannel(context, actor, id);
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/{id}/picture",
      name: "getChannelPicture",
      reviewers: "own",
      summary: "Get a page’s picture",
      file: "download",
      problems: ["file_gone"],
      status: 200,
    },
    async ({ context, actor, id, call }) =>
      pictureResponse(
        await openChannelPicture(context, actor, id),
        call.req.raw.headers,
      ),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/{id}/test",
      name: "testChannel",
      summary: "Check a channel",
      description:
        "Checks every light now and answers the channel with them. Nothing is changed at the vendor.",
      answer: channelSchema,
    },
    ({ services, actor, id }) => testChannel(services, actor, id),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/{id}/health",
      name: "getChannelHealth",
      summary: "Get a channel’s health",
      description:
        "The lights of the channel as they were seen last. Which ones a channel has depends on its kind.",
      answer: channelHealthSchema,
    },
    async ({ context, actor, id }) => {
      const { checkedAt, lights } = await getChannel(context, actor, id);
      return { checkedAt, lights };
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/{id}/repair",
      name: "repairChannel",
      summary: "Repair a channel’s light",
      description:
        "Subscribes the page again (`fields`), then checks every light. The other lights need someone to act: see their `fix`.",
      body: repairChannelSchema,
      answer: channelSchema,
      problems: ["not_supported"],
    },
    ({ services, actor, id, body }) =>
      repairChannel(services, actor, id, body.light),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/{id}/test-message",
      name: "sendTestMessage",
      summary: "Send a test message",
      description:
        "A message as the vendor would deliver it, signed, checked, stored and applied like every other. Thread and message have `test: true`: they ring for no agent, count in no figure, and replies to them stay in Parley.",
      answer: z.object({ threadId: idSchema }),
      status: 202,
      problems: ["not_supported", "wrong_state"],
    },
    ({ services, actor, id }) => sendTestMessage(services, actor, id),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/channels/{id}/test-data",
      name: "deleteTestData",
      summary: "Delete a channel’s test messages",
      description:
        "Deletes the threads, messages, customers and deliveries of all test messages of the channel.",
    },
    ({ services, actor, id }) => deleteTestData(services, actor, id),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/{id}/welcome",
      name: "getChannelWelcome",
      summary: "Get a channel’s greeting, questions and menu",
      description:
        "What customers see before they write, and the menu beside their composer: as it was saved here, and as the vendor has it now.",
      answer: channelWelcomeSchema,
      problems: ["not_supported"],
    },
    ({ services, actor, id }) => getWelcome(services, actor, id),
  );
  endpoint(
    api,
    {
      method: "put",
      tag,
      path: "/channels/{id}/welcome",
      name: "saveChannelWelcome",
      summary: "Change a channel’s greeting, questions and menu",
      description:
        "Replaces all of it at the vendor. What the vendor refuses is not saved. `payload` is what comes back with a tap; null: the text itself.",
      body: welcomeSchema,
      answer: channelWelcomeSchema,
      problems: [
        "not_supported",
        "meta_refused",
        "meta_unreachable",
        "too_many_requests",
      ],
    },
    ({ services, actor, id, body }) => saveWelcome(services, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/{id}/renew-secret",
      name: "renewChannelSecret",
      summary: "Renew a secret of an API channel",
      description:
        "Replaces the token or the signing secret. The answer shows the new value once. The old value stops working.",
      body: renewSecretSchema,
      answer: renewedSecretSchema,
    },
    ({ context, actor, id, body }) => renewSecret(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/{id}/backfill",
      name: "backfillChannel",
      summary: "Recover missed messages",
      description:
        "Reads the page’s conversations since then at the vendor and adds what is missing. Messages that nobody has answered and that can still be answered open their conversation; all others are added silently.",
      body: backfillSchema,
      bodyOptional: true,
      answer: jobSchema,
      status: 202,
    },
    ({ context, actor, id, body }) =>
      requestBackfill(
        context,
        actor,
        id,
        body.since === undefined ? null : new Date(body.since),
      ),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/jobs/{id}",
      name: "getJob",
      summary: "Get a job",
      answer: jobSchema,
    },
    ({ context, actor, id }) => getJob(context, actor, id),
  );
}
