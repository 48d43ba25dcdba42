import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LeaveGuard } from "#components/navigation/leave-guard.tsx";
import { PageGuard } from "#components/shell/page-guard.tsx";
import { SettingsNav } from "#components/settings/settings-nav.tsx";
import { ReadOnly } from "#components/settings/read-only.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("nav");
  return { title: t("settings") };
}

export default async function SettingsLayout({
  children,
}: {
  children: ReactNode;
}) {
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <SettingsNav />
        <div className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          <PageGuard>
            <ReadOnly>{children}</ReadOnly>
          </PageGuard>
        </div>
      </div>
      <LeaveGuard />
    </NextIntlClientProvider>
  );
}
