import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { idSchema } from "#contract/base/ids.ts";
import { TranscriptPage } from "#components/inbox/log/transcript-page.tsx";
import { currentActor, currentContext } from "#server/auth/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { makeTranscript } from "#server/domain/inbox/transcript.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("transcript");
  return { title: t("title") };
}

/** A conversation to print, or to save as PDF with the browser's own print dialog. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ notes?: string }>;
}) {
  const [{ id }, { notes }] = await Promise.all([params, searchParams]);
  const actor = await currentActor();
  if (!actor)
    redirect(`/sign-in?from=${encodeURIComponent(`/transcript/${id}`)}`);
  if (actor.needsTotp) redirect("/two-step");
  if (!idSchema.safeParse(id).success) notFound();
  const transcript = await makeTranscript(await currentContext(), actor, id, {
    notes: notes === "true",
  }).catch((error: unknown) => {
    if (
      error instanceof AppError &&
      ["not_found", "forbidden", "read_only_view"].includes(error.code)
    )
      notFound();
    throw error;
  });
  return <TranscriptPage transcript={transcript} />;
}
