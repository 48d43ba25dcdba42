import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LangLinks } from "#components/auth/lang-links.tsx";
import { Logo } from "#components/ui/marks/logo.tsx";

export type PublicSection = {
  title: string;
  /** A line each: a paragraph, or a step that begins with its number. */
  text: string;
};

const PAGES = [
  { path: "/privacy", words: "privacyLink" },
  { path: "/terms", words: "termsLink" },
  { path: "/data-deletion", words: "dataDeletionLink" },
  { path: "/accessibility", words: "accessibilityLink" },
  { path: "/legal", words: "legalLink" },
] as const;

/** A page of plain words that everyone may read, in the language of its address or of the browser. */
export async function PublicText({
  title,
  intro,
  sections,
  children,
}: {
  title: string;
  intro: string;
  sections: PublicSection[];
  /** Stands below the introduction. */
  children?: ReactNode;
}) {
  const t = await getTranslations("public");
  const lang = await getLocale();
  return (
    <main className="flex min-h-dvh flex-col items-center bg-sidebar px-4 py-8">
      <div className="w-full max-w-2xl">
        <div className="mb-6 flex items-center gap-2">
          <Logo className="size-7" />
          <span className="text-lg font-semibold">Parley</span>
        </div>
        <article className="rounded-lg border bg-card p-6 md:p-10">
          <h1 className="text-xl font-semibold">{title}</h1>
          <p className="mt-3 text-base wrap-anywhere">{intro}</p>
          {children}
          {sections.map((section) => (
            <section key={section.title} className="mt-6">
              <h2 className="text-lg font-semibold">{section.title}</h2>
              {section.text.split("\n").map((line) => (
                <p
                  key={line}
                  className="mt-1 text-base wrap-anywhere not-first:mt-2"
                >
                  {line}
                </p>
              ))}
            </section>
          ))}
        </article>
        <nav className="mt-4 flex flex-wrap gap-x-4 px-1 text-sm">
          {PAGES.map(({ path, words }) => (
            // A whole load: the language belongs to the document.
            <a
              key={path}
              href={`${path}?lang=${lang}`}
              className="py-1 text-primary hover:underline"
            >
              {t(words)}
            </a>
          ))}
          <Link
            href="/sign-in"
            prefetch={false}
            className="py-1 text-primary hover:underline"
          >
            {t("signIn")}
          </Link>
        </nav>
      </div>
      <LangLinks label={t("otherLanguages")} current={lang} />
    </main>
  );
}
