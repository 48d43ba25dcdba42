"use client";

import { useTranslations } from "next-intl";
import { FormProvider } from "react-hook-form";
import { updateChannelSchema, type UpdateChannel } from "#contract/requests.ts";
import type { Channel } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import {
  ChannelCredentials,
  ChannelLimits,
  ChannelRoute,
} from "#components/settings/channels/channel-cards.tsx";
import { ChannelTextsCard } from "#components/settings/channels/channel-texts-card.tsx";
import { ClosedRoutes } from "#components/settings/channels/closed-routes.tsx";
import { SaveBar } from "#components/settings/fields/save-bar.tsx";
import { RulesCard } from "#components/settings/rules/rules-card.tsx";
import { useRefresh } from "#components/settings/use-refresh.ts";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { toast } from "#components/ui/toast.ts";

/** Where a page's messages go and what it says by itself; a new token or secret, which are never shown again. */
export function ChannelEditForm({ channel }: { channel: Channel }) {
  const common = useTranslations("common");
  const refresh = useRefresh("channels");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: updateChannelSchema,
    defaultValues: valuesOf(channel),
    save: (values) =>
      api<Channel>(`/channels/${channel.id}`, {
        method: "PATCH",
        body: values,
      }),
    onSaved: (saved) => {
      void refresh();
      form.reset(valuesOf(saved));
      toast.success(common("saved"));
    },
  });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <ChannelRoute />
        <ClosedRoutes />
        <RulesCard channelId={channel.id} />
        <ChannelTextsCard />
        <ChannelLimits />
        <ChannelCredentials channel={channel} />
        <SaveBar
          isDirty={form.formState.isDirty}
          isSaving={isSaving}
          problem={problem}
          onDiscard={() => form.reset()}
        />
      </form>
    </FormProvider>
  );
}

function valuesOf(channel: Channel): UpdateChannel {
  const { name, departmentId, route, weight, agentLimit } = channel;
  return {
    name,
    departmentId,
    route,
    weight,
    agentLimit,
    pageToken: undefined,
    appSecret: undefined,
  };
}
