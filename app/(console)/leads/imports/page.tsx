import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ImportsPage } from "#components/imports/imports-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("imports.list.title");
  return { title: t("leads") };
}

export default function Page() {
  return <ImportsPage kind="leads" />;
}
