import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { ImportsPage } from "#components/imports/imports-page.tsx";
import { PageGuard } from "#components/shell/page-guard.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("imports.list.title");
  return { title: t("customers") };
}

export default async function Page() {
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <PageGuard>
        <ImportsPage kind="customers" />
      </PageGuard>
    </NextIntlClientProvider>
  );
}
