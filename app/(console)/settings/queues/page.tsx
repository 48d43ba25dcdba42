import { Queues } from "#components/settings/queues/queues.tsx";

export default function QueuesPage() {
  return <Queues />;
}
