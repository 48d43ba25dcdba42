import { getTranslations } from "next-intl/server";
import { SearchX } from "lucide-react";
import { PageLink } from "#components/navigation/page-link.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";

export default async function NoSettings() {
  const t = await getTranslations("notFound");
  return (
    <EmptyState
      className="min-h-full"
      icon={<SearchX />}
      title={<h2>{t("title")}</h2>}
      text={t("text")}
      action={
        <PageLink href="/" className="text-sm text-primary hover:underline">
          {t("action")}
        </PageLink>
      }
    />
  );
}
