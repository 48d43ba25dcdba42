"use client";

import { useLocale, useTranslations } from "next-intl";
import { Select } from "#components/ui/controls/select.tsx";
import { languageName } from "#components/words/times.ts";

const NONE = "none";

/** The languages most customers write; another one that the channel tells stays in the list. */
const LANGUAGES = [
  "en",
  "zh-TW",
  "zh-CN",
  "ja",
  "ko",
  "th",
  "vi",
  "id",
  "ms",
  "fil",
  "hi",
  "es",
  "pt-BR",
  "fr",
  "de",
  "it",
  "nl",
  "pl",
  "ru",
  "tr",
  "ar",
];

const OFFSETS = [
  -12, -11, -10, -9.5, -9, -8, -7, -6, -5, -4, -3.5, -3, -2, -1, 0, 1, 2, 3,
  3.5, 4, 4.5, 5, 5.5, 5.75, 6, 6.5, 7, 8, 9, 9.5, 10, 10.5, 11, 12, 13, 14,
];

type Control = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

export function LanguageSelect({
  value,
  onChange,
  ...control
}: Control & {
  value: string | null;
  onChange: (locale: string | null) => void;
}) {
  const t = useTranslations("customer");
  const locale = useLocale();
  const tags = value === null ? LANGUAGES : [...LANGUAGES, value];
  return (
    <Select
      {...control}
      value={value ?? NONE}
      onValueChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
      groups={[
        { value: NONE, label: t("unknown") },
        ...[...new Set(tags)].map((tag) => ({
          value: tag,
          label: languageName(locale, tag),
        })),
      ]}
    />
  );
}

export function OffsetSelect({
  value,
  onChange,
  ...control
}: Control & {
  value: number | null;
  onChange: (hours: number | null) => void;
}) {
  const t = useTranslations("customer");
  const hours = value === null ? OFFSETS : [...OFFSETS, value];
  return (
    <Select
      {...control}
      value={value === null ? NONE : String(value)}
      onValueChange={(chosen) =>
        onChange(chosen === NONE ? null : Number(chosen))
      }
      groups={[
        { value: NONE, label: t("unknown") },
        ...[...new Set(hours)]
          .sort((a, b) => a - b)
          .map((offset) => ({ value: String(offset), label: utc(offset) })),
      ]}
    />
  );
}

/** "UTC+5:30" of 5.5. Pure. */
function utc(hours: number): string {
  const minutes = Math.round(Math.abs(hours) * 60);
  const rest = minutes % 60;
  const sign = hours < 0 ? "−" : "+";
  return `UTC${sign}${Math.floor(minutes / 60)}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}
