import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LegalPage } from "#components/auth/legal-page.tsx";
import { leadsAway } from "#contract/company/company.ts";
import { currentContext } from "#server/auth/actor.ts";
import { readCompany } from "#server/domain/settings/company.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.privacy");
  return { title: t("title") };
}

/** Leads to the company’s own page where it has told its address. */
export default async function PrivacyPage() {
  const { db, config } = await currentContext();
  const company = await readCompany(db.sql);
  const own = leadsAway(company.privacyUrl, `${config.publicUrl}/privacy`);
  if (own !== null) redirect(own);
  return (
    <LegalPage page="privacy" company={company} publicUrl={config.publicUrl} />
  );
}
