import { Profile } from "#components/settings/profile/profile.tsx";

export default function ProfilePage() {
  return <Profile />;
}
