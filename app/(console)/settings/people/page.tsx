import { People } from "#components/settings/people/people.tsx";

export default function PeoplePage() {
  return <People />;
}
