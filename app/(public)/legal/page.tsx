import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CompanyContact } from "#components/auth/company-contact.tsx";
import { PublicText } from "#components/auth/public-text.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { readCompany } from "#server/domain/settings/company.ts";

const SECTIONS = ["licence", "marks"] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.legal");
  return { title: t("title") };
}

/** The company that runs this installation, with its details. */
export default async function LegalPage() {
  const ofPublic = await getTranslations("public");
  const t = await getTranslations("public.legal");
  const { db } = await currentContext();
  const company = await readCompany(db.sql);
  return (
    <PublicText
      title={t("title")}
      intro={t("intro", { company: company.name || ofPublic("unnamed") })}
      sections={SECTIONS.map((name) => ({
        title: t(`${name}Title`),
        text: t(name),
      }))}
    >
      <CompanyContact company={company} />
    </PublicText>
  );
}
