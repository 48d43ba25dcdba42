import { QueuePage } from "#components/settings/queues/queue-page.tsx";

export default async function OneQueuePage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <QueuePage queueId={(await params).id} />;
}
