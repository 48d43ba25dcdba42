import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { InboxScreen } from "#components/inbox/inbox-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("nav");
  return { title: t("inbox") };
}

/** /inbox and /inbox/{threadId}: one page, so that opening a thread asks nothing of the server. */
export default async function InboxPage({
  params,
}: {
  params: Promise<{ thread?: string[] }>;
}) {
  const { thread = [] } = await params;
  if (thread.length > 1) notFound();
  return <InboxScreen />;
}
