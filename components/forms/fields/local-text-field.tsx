"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { LocalText } from "#contract/text/channel-texts.ts";
import { languageTagOf } from "#contract/text/vendor-locale.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { CUSTOMER_LANGUAGES } from "#components/words/customer-languages.ts";
import { languageName } from "#components/words/times.ts";

const EVERYBODY = "*";
const LANGUAGES = [EVERYBODY, ...CUSTOMER_LANGUAGES];
const MAX_TEXT = 2_000;

/** A text by language: a row for each language with a text, and a way to add another. */
export function LocalTextField({
  label,
  hint,
  value,
  error,
  variables,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  value: LocalText;
  error?: string | undefined;
  /** Texts that can be inserted where the caret is, with their names. */
  variables?: { value: string; label: string }[];
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
  const list = useRef<HTMLDivElement>(null);
  // The row that was written in last, which gets a variable.
  const [current, setCurrent] = useState(0);
  const insert = (variable: string) => {
    const index = Math.min(current, rows.length - 1);
    const field = list.current?.querySelectorAll("textarea")[index];
    if (!field) return;
    const { selectionStart: start, selectionEnd: end } = field;
    const text =
      field.value.slice(0, start) + variable + field.value.slice(end);
    if (text.length > MAX_TEXT) return;
    change(rows.map((row, at) => (at === index ? [row[0], text] : row)));
    // After the menu has returned the focus to its button.
    requestAnimationFrame(() =>
      setTimeout(() => {
        const caret = start + variable.length;
        field.focus();
        field.setSelectionRange(caret, caret);
      }),
    );
  };
  const free = LANGUAGES.filter(
    (language) => !rows.some(([used]) => used === language),
  );
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {hint && <p className="mb-1.5 text-xs text-muted-foreground">{hint}</p>}
      <div ref={list} className="flex flex-col gap-2">
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
                onFocus={() => setCurrent(index)}
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
        <div className="flex flex-wrap gap-2">
          {variables && rows.length > 0 && (
            <Select
              aria-label={common("labelled", {
                label,
                text: t("insertVariable"),
              })}
              value=""
              placeholder={t("insertVariable")}
              onValueChange={insert}
              groups={variables}
              className="w-56 max-w-full"
            />
          )}
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
        </div>
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
