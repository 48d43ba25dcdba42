import { redirect } from "next/navigation";
import { People } from "#components/settings/people/people.tsx";
import { currentActor } from "#server/auth/actor.ts";

const MANAGING = ["admin", "owner"];

export default async function PeoplePage() {
  const actor = await currentActor();
  if (actor && !MANAGING.includes(actor.role)) redirect("/settings");
  return <People />;
}
