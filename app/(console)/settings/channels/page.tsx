import { ChannelList } from "#components/settings/channels/channel-list.tsx";

export default function ChannelListPage() {
  return <ChannelList />;
}
