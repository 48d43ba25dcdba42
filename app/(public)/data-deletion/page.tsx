import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LegalPage } from "#components/auth/legal-page.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { readCompany } from "#server/domain/settings/company.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.dataDeletion");
  return { title: t("title") };
}

export default async function DataDeletionPage() {
  const { db, config } = await currentContext();
  const company = await readCompany(db.sql);
  return (
    <LegalPage
      page="dataDeletion"
      company={company}
      publicUrl={config.publicUrl}
    />
  );
}
