import { DataRequestPage } from "#components/settings/data-requests/data-request-page.tsx";

export default async function OneRequestPage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <DataRequestPage requestId={(await params).id} />;
}
