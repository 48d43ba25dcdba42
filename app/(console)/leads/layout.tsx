import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PageGuard } from "#components/shell/page-guard.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("nav");
  return { title: t("leads") };
}

export default async function LeadsLayout({
  children,
}: {
  children: ReactNode;
}) {
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <PageGuard>{children}</PageGuard>
    </NextIntlClientProvider>
  );
}
