import { getTranslations } from "next-intl/server";
import { CompanyContact } from "#components/auth/company-contact.tsx";
import { PublicText } from "#components/auth/public-text.tsx";
import type { Company } from "#contract/company/company.ts";

/** The sections of each page, in order. Names of a text, or of a text with a second one where an email is told. */
const SECTIONS = {
  privacy: [
    "who",
    "what",
    "source",
    "why",
    "whoSees",
    "keep",
    "security",
    "rights",
    "cookies",
  ],
  terms: [
    "service",
    "use",
    "answers",
    "platform",
    "staff",
    "liability",
    "changes",
  ],
  dataDeletion: ["messages", "login", "state", "meta"],
} as const;

export type LegalPageName = keyof typeof SECTIONS;

/** The privacy policy, the terms, or the data deletion instructions, with the company's details. */
export async function LegalPage({
  page,
  company,
  publicUrl,
}: {
  page: LegalPageName;
  company: Company;
  publicUrl: string;
}) {
  const ofPublic = await getTranslations("public");
  // The sections of the page are known above; its keys follow from their names.
  const t = (await getTranslations(`public.${page}`)) as unknown as {
    (key: string, values?: Record<string, string>): string;
    has(key: string): boolean;
  };
  const values = {
    company: company.name || ofPublic("unnamed"),
    url: `${publicUrl}/deletion/…`,
  };
  const email = company.contactEmail;
  const textOf = (name: string) =>
    [
      t(name, values),
      ...(email && t.has(`${name}Mail`) ? [t(`${name}Mail`, { email })] : []),
      ...(t.has(`${name}How`) ? [t(`${name}How`)] : []),
    ].join("\n");
  return (
    <PublicText
      title={t("title")}
      intro={t("intro", values)}
      sections={SECTIONS[page].map((name) => ({
        title: t(`${name}Title`),
        text: textOf(name),
      }))}
    >
      <CompanyContact company={company} />
    </PublicText>
  );
}
