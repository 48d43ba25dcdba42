import { RoutingSettingsPage } from "#components/settings/routing/routing-settings.tsx";

export default function RoutingPage() {
  return <RoutingSettingsPage />;
}
