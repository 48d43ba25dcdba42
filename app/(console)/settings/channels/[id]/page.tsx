import { ChannelDetail } from "#components/settings/channels/channel-detail.tsx";

export default async function ChannelPage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <ChannelDetail channelId={(await params).id} />;
}
