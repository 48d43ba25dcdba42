import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { Board } from "#components/board/board.tsx";
import { currentActor } from "#server/auth/actor.ts";

const SUPERVISING = ["supervisor", "admin", "owner"];

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("places");
  return { title: t("board") };
}

export default async function BoardPage() {
  const actor = await currentActor();
  if (actor && !SUPERVISING.includes(actor.role)) redirect("/inbox");
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <Board />
    </NextIntlClientProvider>
  );
}
