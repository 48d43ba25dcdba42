"use client";

import { Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import {
  DEFAULT_LOCALE,
  WELCOME_LIMITS,
  WELCOME_LOCALES,
  type WelcomeTexts,
} from "#contract/channels/welcome.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { languageName } from "#components/words/times.ts";

/** The language whose texts are shown below, and ways to add or remove one. */
export function LanguageChoice({
  languages,
  locale,
  onChoose,
  onAdd,
  onRemove,
}: {
  languages: WelcomeTexts[];
  locale: string;
  onChoose: (locale: string) => void;
  onAdd: (locale: string) => void;
  onRemove: () => void;
}) {
  const t = useTranslations("settings.channels.welcome");
  const reader = useLocale();
  const nameOf = (one: string) =>
    one === DEFAULT_LOCALE ? t("everybody") : languageName(reader, one);
  const free = WELCOME_LOCALES.filter(
    (one) => !languages.some((texts) => texts.locale === one),
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      {languages.length > 1 && (
        <Segmented
          label={t("language")}
          value={locale}
          onValueChange={onChoose}
          options={languages.map((texts) => ({
            value: texts.locale,
            label: nameOf(texts.locale),
          }))}
          className="flex-wrap"
        />
      )}
      {languages.length < WELCOME_LIMITS.languages && (
        <Select
          aria-label={t("addLanguage")}
          value=""
          placeholder={t("addLanguage")}
          onValueChange={onAdd}
          groups={free.map((one) => ({ value: one, label: nameOf(one) }))}
          className="w-44 max-w-full"
        />
      )}
      {locale !== DEFAULT_LOCALE && (
        <>
          <IconButton
            label={t("removeLanguage", { language: nameOf(locale) })}
            onClick={onRemove}
          >
            <Trash2 />
          </IconButton>
          <p className="basis-full text-xs text-muted-foreground">
            {t("languageHint")}
          </p>
        </>
      )}
    </div>
  );
}
