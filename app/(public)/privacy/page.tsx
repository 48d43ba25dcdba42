import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PublicText } from "#components/auth/public-text.tsx";

const SECTIONS = ["what", "why", "where", "rights", "cookies"] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.privacy");
  return { title: t("title") };
}

export default async function PrivacyPage() {
  const t = await getTranslations("public.privacy");
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
