"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useFormContext } from "react-hook-form";
import type { ChannelTexts, LocalText } from "#contract/channel-texts.ts";
import type { UpdateChannel } from "#contract/requests.ts";
import { Disclosure } from "#components/settings/fields/disclosure.tsx";
import { Card } from "#components/settings/section.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { languageName } from "#components/words/times.ts";

const KINDS = ["waiting", "talking", "closed", "break", "holiday"] as const;
const EVERYBODY = "*";
const LANGUAGES = [
  EVERYBODY,
  ...["zh-TW", "zh-CN", "zh", "en", "ja", "ko", "vi", "th", "id", "ms"],
  ...["tl", "es", "pt", "fr", "de", "it", "ru", "ar", "hi"],
];
const MAX_TEXT = 2_000;

/** What the page says by itself, by language. */
export function ChannelTextsCard() {
  const t = useTranslations("settings.channels");
  const { control, formState } = useFormContext<UpdateChannel>();
  const saved = formState.defaultValues?.route?.texts ?? {};
  return (
    <Card>
      <Disclosure
        title={t("texts")}
        hint={t("textsHint")}
        isOpen={Object.keys(saved).length > 0}
      >
        <Controller
          control={control}
          name="route.texts"
          render={({ field }) => {
            const texts = field.value ?? {};
            return (
              <div className="flex flex-col gap-5">
                {KINDS.map((kind) => (
                  <LocalTextField
                    // Discarding changes brings the saved ones back.
                    key={`${kind} ${JSON.stringify(saved[kind] ?? null)} ${formState.isDirty ? "" : "saved"}`}
                    kind={kind}
                    value={texts[kind] ?? {}}
                    onChange={(text) =>
                      field.onChange(withText(texts, kind, text))
                    }
                  />
                ))}
              </div>
            );
          }}
        />
      </Disclosure>
    </Card>
  );
}

function withText(
  texts: ChannelTexts,
  kind: (typeof KINDS)[number],
  text: LocalText,
): ChannelTexts {
  const { [kind]: _old, ...others } = texts;
  return Object.keys(text).length === 0 ? others : { ...others, [kind]: text };
}

function LocalTextField({
  kind,
  value,
  onChange,
}: {
  kind: (typeof KINDS)[number];
  value: LocalText;
  onChange: (text: LocalText) => void;
}) {
  const t = useTranslations("settings.channels");
  const locale = useLocale();
  // Empty ones are shown while they are written, and are none outside.
  const [rows, setRows] = useState(() => Object.entries(value));
  const nameOf = (language: string) =>
    language === EVERYBODY ? t("everybody") : languageName(locale, language);
  const change = (next: [string, string][]) => {
    setRows(next);
    const filled = next.filter(([, text]) => text.trim() !== "");
    onChange(Object.fromEntries(filled));
  };
  const free = LANGUAGES.filter(
    (language) => !rows.some(([used]) => used === language),
  );
  const label = t(`textKinds.${kind}`);
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {kind === "talking" && (
        <p className="mb-1.5 text-xs text-muted-foreground">
          {t("talkingHint", { example: "{name}" })}
        </p>
      )}
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
                lang={language === EVERYBODY ? undefined : language}
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
          aria-label={`${label}: ${t("addLanguage")}`}
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
    </fieldset>
  );
}
