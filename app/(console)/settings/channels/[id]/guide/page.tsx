import { ChannelGuide } from "#components/settings/channels/guide/channel-guide.tsx";

export default async function ChannelGuidePage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <ChannelGuide channelId={(await params).id} />;
}
