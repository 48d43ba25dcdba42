import { LeadPage } from "#components/leads/page/lead-page.tsx";

export default async function Page({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <LeadPage leadId={(await params).id} />;
}
