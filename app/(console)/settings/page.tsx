import { redirect } from "next/navigation";
import { currentActor } from "#server/auth/actor.ts";

/** Where each role has something to set. */
export default async function SettingsIndex() {
  const actor = await currentActor();
  const supervises =
    actor !== null && ["owner", "admin", "supervisor"].includes(actor.role);
  redirect(supervises ? "/settings/channels" : "/settings/profile");
}
