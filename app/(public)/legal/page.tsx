import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PublicText } from "#components/auth/public-text.tsx";

const SECTIONS = ["licence", "marks"] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.legal");
  return { title: t("title") };
}

export default async function LegalPage() {
  const t = await getTranslations("public.legal");
  return (
    <PublicText
      title={t("title")}
      intro={t("intro")}
      sections={SECTIONS.map((name) => ({
        title: t(`${name}Title`),
        text: t(name),
      }))}
    />
  );
}
