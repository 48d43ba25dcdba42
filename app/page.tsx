import { redirect } from "next/navigation";
import { currentActor } from "#server/auth/actor.ts";

export default async function HomePage() {
  redirect((await currentActor()) ? "/inbox" : "/sign-in");
}
