import { DeletedThreads } from "#components/settings/deleted/deleted-threads.tsx";

export default function Page() {
  return <DeletedThreads />;
}
