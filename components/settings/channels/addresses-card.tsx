"use client";

import type { ComponentType } from "react";
import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { ApiSecretsCard } from "#components/settings/channels/api-secrets.tsx";
import { WebhookCard } from "#components/settings/channels/webhook-card.tsx";

const CARDS: Record<ChannelKind, ComponentType<{ channel: Channel }>> = {
  messenger: WebhookCard,
  api: ApiSecretsCard,
};

/** The addresses and keys that the other side needs to deliver to the channel. */
export function AddressesCard({ channel }: { channel: Channel }) {
  const Card = CARDS[channel.type];
  return <Card channel={channel} />;
}
