import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { CompanyContact } from "#components/auth/company-contact.tsx";
import figures from "#components/auth/accessibility-figures.json";
import { PublicText } from "#components/auth/public-text.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { readCompany } from "#server/domain/settings/company.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.accessibility");
  return { title: t("title") };
}

/** The accessibility statement. Its figures are those of the last recorded run of e2e/a11y.spec.ts. */
export default async function AccessibilityPage() {
  const t = await getTranslations("public.accessibility");
  const ofPublic = await getTranslations("public");
  const locale = await getLocale();
  const { db } = await currentContext();
  const company = await readCompany(db.sql);
  const email = company.contactEmail;
  const date = new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeZone: "UTC",
  }).format(new Date(figures.date));
  return (
    <PublicText
      title={t("title")}
      intro={t("intro", { company: company.name || ofPublic("unnamed") })}
      sections={[
        { title: t("standardTitle"), text: t("standard") },
        {
          title: t("checkedTitle"),
          text: `${t("checked", {
            date,
            pages: figures.pages,
            looks: figures.looks,
            total: figures.pages * figures.looks,
          })}\n${t("checkedHow")}`,
        },
        { title: t("gapsTitle"), text: t("gaps") },
        {
          title: t("contactTitle"),
          text: email ? t("contactMail", { email }) : t("contact"),
        },
        { title: t("dateTitle"), text: t("date", { date }) },
      ]}
    >
      <CompanyContact company={company} />
    </PublicText>
  );
}
