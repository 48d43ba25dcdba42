import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { Board } from "#components/board/board.tsx";
import { PageGuard } from "#components/shell/page-guard.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("places");
  return { title: t("board") };
}

export default async function BoardPage() {
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <PageGuard>
        <Board />
      </PageGuard>
    </NextIntlClientProvider>
  );
}
