import { redirect } from "next/navigation";
import { RoutingSettingsPage } from "#components/settings/routing/routing-settings.tsx";
import { currentActor } from "#server/auth/actor.ts";

const MANAGING = ["admin", "owner"];

export default async function RoutingPage() {
  const actor = await currentActor();
  if (actor && !MANAGING.includes(actor.role)) redirect("/settings");
  return <RoutingSettingsPage />;
}
