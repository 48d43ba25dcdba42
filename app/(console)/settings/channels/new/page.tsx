import { ConnectChannel } from "#components/settings/channels/connect-channel.tsx";

export default function ConnectPage() {
  return <ConnectChannel />;
}
