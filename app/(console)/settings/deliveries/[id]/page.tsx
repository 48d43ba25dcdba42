import { DeliveryDetail } from "#components/settings/deliveries/delivery-detail.tsx";

export default async function DeliveryPage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <DeliveryDetail deliveryId={(await params).id} />;
}
