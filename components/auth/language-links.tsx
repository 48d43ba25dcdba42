"use client";

import { useLocale, useTranslations } from "next-intl";
import { useChooseLanguage } from "#components/words/language.ts";
import { languages } from "#components/words/language-names.ts";
import { cn } from "#components/ui/class-names.ts";

export function LanguageLinks() {
  const t = useTranslations("userMenu");
  const locale = useLocale();
  const choose = useChooseLanguage();
  return (
    <ul aria-label={t("language")} className="mt-8 flex gap-1">
      {Object.entries(languages).map(([each, name]) => (
        <li key={each}>
          <button
            type="button"
            lang={each}
            aria-pressed={each === locale}
            onClick={() => choose(each)}
            className={cn(
              "rounded-md px-2 py-1 text-sm text-muted-foreground hover:text-foreground touch:py-2.5",
              each === locale && "font-medium text-foreground",
            )}
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
