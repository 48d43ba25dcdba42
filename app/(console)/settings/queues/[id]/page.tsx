import { QueuePage } from "#components/settings/routing/queue-page.tsx";

export default async function OneQueuePage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <QueuePage queueId={(await params).id} />;
}
