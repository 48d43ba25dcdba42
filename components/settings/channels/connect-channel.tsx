"use client";

import { useTranslations } from "next-intl";
import { useState, type ComponentType } from "react";
import {
  CHANNEL_KINDS,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { ApiConnected } from "#components/settings/channels/api-connected.tsx";
import { ConnectApi } from "#components/settings/channels/connect-api.tsx";
import { ConnectMessenger } from "#components/settings/channels/connect-messenger.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";

type ConnectForm = ComponentType<{
  /** Called for kinds that show a secret once. */
  onConnected: (channel: ConnectedChannel) => void;
}>;

const FORMS: Record<ChannelKind, ConnectForm> = {
  messenger: ConnectMessenger,
  api: ConnectApi,
};

/** Asks for the kind of channel, then for the values this kind needs. */
export function ConnectChannel() {
  const t = useTranslations("settings.channels");
  const kinds = useTranslations("channelKinds");
  const [kind, setKind] = useState<ChannelKind>(CHANNEL_KINDS[0]);
  const [connected, setConnected] = useState<ConnectedChannel | null>(null);
  const Form = FORMS[kind];
  if (connected) return <ApiConnected channel={connected} />;
  return (
    <SettingsPage title={t("connectTitle")} isWide>
      <Card>
        <ChoiceField
          label={t("kind")}
          value={kind}
          onChange={setKind}
          choices={CHANNEL_KINDS.map((value) => ({
            value,
            label: kinds(value),
            hint: t(`kindHints.${value}`),
          }))}
        />
      </Card>
      <Form onConnected={setConnected} />
    </SettingsPage>
  );
}
