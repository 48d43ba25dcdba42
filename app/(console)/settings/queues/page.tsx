import { Queues } from "#components/settings/routing/queues.tsx";

export default function QueuesPage() {
  return <Queues />;
}
