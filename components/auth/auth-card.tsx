import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguageLinks } from "#components/auth/language-links.tsx";
import { Logo } from "#components/ui/marks/logo.tsx";

/** The frame of the pages before the log-in. */
export function AuthCard({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children: ReactNode;
}) {
  const t = useTranslations("public");
  const common = useTranslations("common");
  return (
    <main className="flex min-h-dvh flex-col items-center bg-sidebar px-4 py-8">
      <div className="my-auto w-full max-w-sm">
        <div className="mb-6 text-center">
          <div className="flex items-center justify-center gap-2">
            <Logo className="size-8" />
            <span className="text-xl font-semibold tracking-tight">Parley</span>
          </div>
          <p className="mt-1 text-sm text-muted-foreground">
            {common("tagline")}
          </p>
        </div>
        <div className="rounded-lg border bg-card p-6">
          <h1 className="text-lg font-semibold">{title}</h1>
          {text && (
            <p className="mt-0.5 text-sm text-muted-foreground">{text}</p>
          )}
          <div className="mt-5">{children}</div>
        </div>
      </div>
      <LanguageLinks />
      <nav className="flex flex-wrap justify-center gap-x-4 text-xs text-muted-foreground">
        <Link href="/privacy" prefetch={false} className="py-1 hover:underline">
          {t("privacyLink")}
        </Link>
        <Link href="/terms" prefetch={false} className="py-1 hover:underline">
          {t("termsLink")}
        </Link>
        <Link
          href="/accessibility"
          prefetch={false}
          className="py-1 hover:underline"
        >
          {t("accessibilityLink")}
        </Link>
        <Link href="/legal" prefetch={false} className="py-1 hover:underline">
          {t("legalLink")}
        </Link>
      </nav>
    </main>
  );
}
