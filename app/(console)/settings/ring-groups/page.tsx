import { RingGroups } from "#components/settings/routing/ring-groups.tsx";

export default function RingGroupsPage() {
  return <RingGroups />;
}
