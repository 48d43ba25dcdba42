"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { LocalText } from "#contract/text/channel-texts.ts";
import { languageTagOf } from "#contract/text/vendor-locale.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { languageName } from "#components/words/times.ts";

const EVERYBODY = "*";
const LANGUAGES = [
  EVERYBODY,
  ...["zh-TW", "zh-CN", "zh", "en", "ja", "ko", "vi", "th", "id", "ms"],
  ...["tl", "es", "pt", "fr", "de", "it", "ru", "ar", "hi"],
];
const MAX_TEXT = 2_000;

/** A text by language: a row for each language with a text, and a way to add another. */
export function LocalTextField({
  label,
  hint,
  value,
  error,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  value: LocalText;
  error?: string | undefined;
  onChange: (text: LocalText) => void;
}) {
  const common = useTranslations("common");
  const t = useTranslations("settings.channels");
  const locale = useLocale();
  // Empty rows are shown while they are written, and left out of the value.
  const [rows, setRows] = useState(() => Object.entries(value));
  // Discarding changes brings the saved ones back.
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (!isSame(value, filledOf(rows))) setRows(Object.entries(value));
  }
  const nameOf = (language: string) =>
    language === EVERYBODY ? t("everybody") : languageName(locale, language);
  const change = (next: [string, string][]) => {
    setRows(next);
    onChange(filledOf(next));
  };
  const free = LANGUAGES.filter(
    (language) => !rows.some(([used]) => used === language),
  );
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {hint && <p className="mb-1.5 text-xs text-muted-foreground">{hint}</p>}
      <div className="flex flex-col gap-2">
        {rows.map(([language, text], index) => (
          <div key={language} className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <p className="mb-1 text-xs text-muted-foreground">
                {nameOf(language)}
              </p>
              <Textarea
                aria-label={t("textIn", {
                  kind: label,
                  language: nameOf(language),
                })}
                lang={languageTagOf(language) ?? undefined}
                value={text}
                maxLength={MAX_TEXT}
                className="min-h-9"
                onChange={({ target }) =>
                  change(
                    rows.map((row, at) =>
                      at === index ? [language, target.value] : row,
                    ),
                  )
                }
              />
            </div>
            <IconButton
              label={t("removeText", { language: nameOf(language) })}
              className="mt-5"
              onClick={() => change(rows.filter((_, at) => at !== index))}
            >
              <X />
            </IconButton>
          </div>
        ))}
        <Select
          aria-label={common("labelled", {
            label,
            text: t("addLanguage"),
          })}
          value=""
          placeholder={t("addLanguage")}
          onValueChange={(language) => change([...rows, [language, ""]])}
          groups={free.map((language) => ({
            value: language,
            label: nameOf(language),
          }))}
          className="w-56 max-w-full"
        />
        {error !== undefined && (
          <p role="alert" className="text-sm text-destructive">
            {error}
          </p>
        )}
      </div>
    </fieldset>
  );
}

function filledOf(rows: [string, string][]): LocalText {
  return Object.fromEntries(rows.filter(([, text]) => text.trim() !== ""));
}

function isSame(a: LocalText, b: LocalText): boolean {
  const [one, other] = [a, b].map((texts) =>
    JSON.stringify(Object.entries(texts).sort()),
  );
  return one === other;
}
