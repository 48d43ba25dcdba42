import { redirect } from "next/navigation";
import { mayOpen } from "#contract/live/console-pages.ts";
import { currentActor } from "#server/auth/actor.ts";

/** Leads each role to the first page of settings that it may change. */
export default async function SettingsIndex() {
  const actor = await currentActor();
  const supervises = actor !== null && mayOpen(actor.role, "settings/channels");
  redirect(supervises ? "/settings/channels" : "/settings/profile");
}
