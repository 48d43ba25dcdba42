import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Logo } from "#components/ui/marks/logo.tsx";

export default async function NotFound() {
  const t = await getTranslations("notFound");
  return (
    <main className="grid min-h-dvh place-items-center px-6 text-center">
      <div>
        <Logo className="mx-auto mb-4 size-9" />
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="mt-1 text-sm text-muted-foreground">{t("text")}</p>
        <Link
          href="/inbox"
          className="mt-4 inline-block text-sm text-primary hover:underline"
        >
          {t("action")}
        </Link>
      </div>
    </main>
  );
}
