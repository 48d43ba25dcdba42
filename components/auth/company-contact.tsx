import { getLocale, getTranslations } from "next-intl/server";
import type { Company } from "#contract/company/company.ts";
import { countryName } from "#contract/company/countries.ts";

/** The company's details, as far as they are told; nothing before any is. */
export async function CompanyContact({ company }: { company: Company }) {
  const t = await getTranslations("public");
  const { name, address, country, contactEmail, website } = company;
  const place = [
    address,
    country && countryName(country, await getLocale()),
  ].filter(Boolean);
  const rows = [
    { term: t("contactName"), text: name },
    { term: t("contactAddress"), text: place.join("\n") },
    {
      term: t("contactEmail"),
      text: contactEmail,
      href: `mailto:${contactEmail}`,
    },
    { term: t("contactWebsite"), text: website, href: website },
  ].filter(({ text }) => text !== "");
  if (rows.length === 0) return null;
  return (
    <section
      aria-label={t("contactTitle")}
      className="mt-5 rounded-md bg-muted p-4"
    >
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[auto_1fr]">
        {rows.map(({ term, text, href }) => (
          <div key={term} className="sm:contents">
            <dt className="text-muted-foreground">{term}</dt>
            <dd className="wrap-anywhere whitespace-pre-line">
              {href ? (
                <a href={href} className="text-primary hover:underline">
                  {text}
                </a>
              ) : (
                text
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
