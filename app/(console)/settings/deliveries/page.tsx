import { DeliveryList } from "#components/settings/deliveries/delivery-list.tsx";

export default function DeliveriesPage() {
  return <DeliveryList />;
}
