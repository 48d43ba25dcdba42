import { notFound, redirect } from "next/navigation";
import { idSchema } from "#contract/base/ids.ts";
import { typedNumber } from "#contract/threads/thread-number.ts";
import { currentActor, currentContext } from "#server/auth/actor.ts";
import { numberedThread } from "#server/domain/inbox/numbered-thread.ts";

/** /c/1234 leads to the conversation with that number, and with ?message= to one of its messages. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ number: string }>;
  searchParams: Promise<{ message?: string | string[] }>;
}) {
  const [{ number: typed }, { message }] = await Promise.all([
    params,
    searchParams,
  ]);
  const actor = await currentActor();
  if (!actor) redirect(`/sign-in?from=${encodeURIComponent(`/c/${typed}`)}`);
  const number = typedNumber(`#${typed}`);
  const id =
    number === null
      ? null
      : await numberedThread(await currentContext(), actor, number);
  if (id === null) notFound();
  const to = idSchema.safeParse(message);
  redirect(`/inbox/${id}${to.success ? `?message=${to.data}` : ""}`);
}
