import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { ReportsPage } from "#components/reports/reports-page.tsx";
import { PageGuard } from "#components/shell/page-guard.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("nav");
  return { title: t("reports") };
}

export default async function Reports() {
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <PageGuard>
        <ReportsPage />
      </PageGuard>
    </NextIntlClientProvider>
  );
}
