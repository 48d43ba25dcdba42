import { redirect } from "next/navigation";
import { currentActor } from "#server/auth/actor.ts";

/** Where each role has something to set. */
export default async function SettingsIndex() {
  const actor = await currentActor();
  const manages = actor?.role === "owner" || actor?.role === "admin";
  redirect(manages ? "/settings/channels" : "/settings/profile");
}
