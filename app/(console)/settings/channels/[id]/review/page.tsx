import { ReviewPage } from "#components/settings/review/review-page.tsx";

export default async function Page({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <ReviewPage channelId={(await params).id} />;
}
