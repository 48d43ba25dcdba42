import { TeamChats } from "#components/settings/team-chats/team-chats.tsx";

export default function TeamChatsPage() {
  return <TeamChats />;
}
