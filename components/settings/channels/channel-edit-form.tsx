"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import {
  updateChannelSchema,
  type UpdateChannel,
} from "#contract/channels/channel-requests.ts";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import {
  CapabilitiesCard,
  ReceiverCard,
  capabilitiesOf,
} from "#components/settings/channels/receiver-cards.tsx";
import {
  ChannelCredentials,
  ChannelLimits,
  ChannelRoute,
} from "#components/settings/channels/channel-cards.tsx";
import { ChannelTextsCard } from "#components/settings/channels/channel-texts-card.tsx";
import { ClosedRoutes } from "#components/settings/channels/closed-routes.tsx";
import { EditForm } from "#components/settings/edit-form.tsx";
import { RulesCard } from "#components/settings/rules/rules-card.tsx";
import { toast } from "#components/page/toast.ts";

const { pageToken, appSecret } = updateChannelSchema.shape;
const emptyIsUnchanged = <
  Schema extends z.ZodType<string | undefined, string | undefined>,
>(
  schema: Schema,
) =>
  z
    .string()
    .optional()
    .transform((text) => (text?.trim() ? text : undefined))
    .pipe(schema);

type Secrets = Pick<UpdateChannel, "pageToken" | "appSecret">;

// Secret fields start empty, and are empty again after saving.
const formSchema = updateChannelSchema.extend({
  pageToken: emptyIsUnchanged(pageToken),
  appSecret: emptyIsUnchanged(appSecret),
});

/**
 * A channel's routing, its automatic messages, and the settings of its kind. A stored token or secret is
 * never shown again.
 */
export function ChannelEditForm({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  // The server checked the new value with Meta; the result stands at the top of the page, out of sight.
  const tellCheck = ({ health, problems }: Channel, given: Secrets) => {
    if (!given.pageToken && !given.appSecret) return false;
    if (health === "ok") toast.success(t("savedWorks"));
    else toast.warning(t("savedFound", { count: problems.length }));
    return true;
  };
  const { settings } = kindOf(channel.type);
  return (
    <EditForm
      item={channel}
      valuesOf={valuesOf}
      schema={formSchema}
      tellSaved={tellCheck}
      path={`/channels/${channel.id}`}
      noun="channels"
    >
      <ChannelRoute />
      <ClosedRoutes />
      <RulesCard channelId={channel.id} />
      <ChannelTextsCard />
      <ChannelLimits />
      {settings.includes("callbackUrl") && <ReceiverCard />}
      {settings.includes("capabilities") && <CapabilitiesCard />}
      {settings.includes("pageToken") && (
        <ChannelCredentials channel={channel} />
      )}
    </EditForm>
  );
}

function valuesOf(channel: Channel): UpdateChannel {
  const { name, departmentId, route, weight, agentLimit } = channel;
  const { reopenHours } = channel;
  return {
    name,
    departmentId,
    route,
    weight,
    agentLimit,
    reopenHours,
    ...ofKind(channel),
  };
}

/** The server refuses fields of another kind. */
function ofKind(channel: Channel): UpdateChannel {
  const all: UpdateChannel = {
    callbackUrl: channel.callbackUrl ?? "",
    capabilities: capabilitiesOf(channel.rules),
    humanAgent: channel.humanAgent,
    pageToken: "",
    appSecret: "",
  };
  const { settings } = kindOf(channel.type);
  const own = Object.entries(all).filter(([name]) => settings.includes(name));
  return Object.fromEntries(own);
}
