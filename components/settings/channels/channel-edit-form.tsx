"use client";

import { updateChannelSchema, type UpdateChannel } from "#contract/requests.ts";
import type { Channel } from "#contract/shapes.ts";
import {
  ChannelCredentials,
  ChannelLimits,
  ChannelRoute,
} from "#components/settings/channels/channel-cards.tsx";
import { ChannelTextsCard } from "#components/settings/channels/channel-texts-card.tsx";
import { ClosedRoutes } from "#components/settings/channels/closed-routes.tsx";
import { EditForm } from "#components/settings/edit-form.tsx";
import { RulesCard } from "#components/settings/rules/rules-card.tsx";

/** Where a page's messages go and what it says by itself; a new token or secret, which are never shown again. */
export function ChannelEditForm({ channel }: { channel: Channel }) {
  return (
    <EditForm
      item={channel}
      valuesOf={valuesOf}
      schema={updateChannelSchema}
      path={`/channels/${channel.id}`}
      noun="channels"
    >
      <ChannelRoute />
      <ClosedRoutes />
      <RulesCard channelId={channel.id} />
      <ChannelTextsCard />
      <ChannelLimits />
      <ChannelCredentials channel={channel} />
    </EditForm>
  );
}

function valuesOf(channel: Channel): UpdateChannel {
  const { name, departmentId, route, weight, agentLimit, reopenHours } =
    channel;
  return {
    name,
    departmentId,
    route,
    weight,
    agentLimit,
    reopenHours,
    pageToken: undefined,
    appSecret: undefined,
  };
}
