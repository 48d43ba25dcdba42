import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { LanguageLinks } from "#components/auth/language-links.tsx";
import { Logo } from "#components/ui/marks/logo.tsx";

/** A page of plain words that everybody may read. */
export async function PublicText({
  title,
  intro,
  sections,
}: {
  title: string;
  intro: string;
  sections: { title: string; text: string }[];
}) {
  const t = await getTranslations("public");
  return (
    <main className="flex min-h-dvh flex-col items-center bg-sidebar px-4 py-8">
      <div className="w-full max-w-2xl">
        <div className="mb-6 flex items-center gap-2">
          <Logo className="size-7" />
          <span className="text-lg font-semibold">Parley</span>
        </div>
        <article className="rounded-lg border bg-card p-6 md:p-10">
          <h1 className="text-xl font-semibold">{title}</h1>
          <p className="mt-3 text-base">{intro}</p>
          {sections.map((section) => (
            <section key={section.title} className="mt-6">
              <h2 className="text-lg font-semibold">{section.title}</h2>
              <p className="mt-1 text-base">{section.text}</p>
            </section>
          ))}
        </article>
        <nav className="mt-4 flex gap-4 px-1 text-sm">
          {(["privacy", "legal", "sign-in"] as const).map((page) => (
            <Link
              key={page}
              href={`/${page}`}
              prefetch={false}
              className="py-1 text-primary hover:underline"
            >
              {page === "sign-in"
                ? t("signIn")
                : t(page === "privacy" ? "privacyLink" : "legalLink")}
            </Link>
          ))}
        </nav>
      </div>
      <LanguageLinks />
    </main>
  );
}
