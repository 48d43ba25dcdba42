import { redirect } from "next/navigation";
import { currentActor } from "#server/auth/actor.ts";
import { homeOf } from "#contract/live/console-pages.ts";

export default async function HomePage() {
  const actor = await currentActor();
  redirect(actor ? homeOf(actor.role) : "/sign-in");
}
