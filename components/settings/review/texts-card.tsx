"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Locale } from "#contract/base/locales.ts";
import type { EachLanguage, Review } from "#contract/review/review.ts";
import { Card } from "#components/settings/section.tsx";
import { CopyButton, CopyField } from "#components/ui/controls/copy-button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { languages } from "#components/words/language-names.ts";

/** Each text with the box at Meta that it goes into. */
export function TextsCard({
  review,
  instructions,
}: {
  review: Review;
  /** With the log-in, as far as it is known here. */
  instructions: EachLanguage;
}) {
  const t = useTranslations("settings.review");
  // Meta reads English.
  const [lang, setLang] = useState<Locale>("en");
  return (
    <>
      <Card title={t("texts")} hint={t("textsHint")}>
        <Segmented
          label={t("language")}
          value={lang}
          onValueChange={(value) => setLang(value)}
          options={Object.entries(languages).map(([value, label]) => ({
            value: value as Locale,
            label,
          }))}
        />
        <div className="mt-5 grid gap-6">
          {review.permissions.map(({ key, name, optional, ...texts }) => (
            <BoxedText
              lang={lang}
              key={key}
              title={name}
              badge={optional ? t("optional") : null}
              feature={texts.feature[lang]}
              box={texts.box[lang]}
              text={texts.text[lang]}
            />
          ))}
          <BoxedText
            lang={lang}
            title={t("instructions")}
            note={t("instructionsHint")}
            box={review.instructionsBox[lang]}
            text={instructions[lang]}
          />
          <BoxedText
            lang={lang}
            title={t("verification")}
            box={review.verification.box[lang]}
            text={review.verification.text[lang]}
          />
          {review.dataHandling.map(({ key, box, text }, at) => (
            <BoxedText
              lang={lang}
              key={key}
              title={`${t("dataHandling")} ${at + 1}`}
              box={box[lang]}
              text={text[lang]}
            />
          ))}
        </div>
      </Card>
      <Card title={t("addresses")}>
        <div className="grid gap-3">
          {(["privacyUrl", "termsUrl", "dataDeletionUrl"] as const).map(
            (key) => (
              <CopyField key={key} label={t(key)} value={review[key]} />
            ),
          )}
          <a
            href={new URL(review.iconUrl).pathname}
            download="app-icon-1024.png"
            className="inline-flex items-center gap-1.5 py-1 text-sm text-primary hover:underline"
          >
            <Download aria-hidden className="size-4" />
            {t("icon")}
          </a>
        </div>
      </Card>
    </>
  );
}

function BoxedText({
  lang,
  title,
  badge = null,
  note,
  feature,
  box,
  text,
}: {
  /** The language of the texts, not of the page. */
  lang: Locale;
  title: string;
  badge?: string | null;
  note?: string;
  feature?: string;
  box: string;
  text: string;
}) {
  const t = useTranslations("settings.review");
  const headingId = useId();
  return (
    <section aria-labelledby={headingId}>
      <h4
        id={headingId}
        className="flex flex-wrap items-center gap-2 text-sm font-semibold"
      >
        <span className="wrap-anywhere">{title}</span>
        {badge && <Badge>{badge}</Badge>}
      </h4>
      {feature && (
        <p className="text-xs text-muted-foreground">
          {t("needsFeature", { feature })}
        </p>
      )}
      {note && <p className="text-xs text-muted-foreground">{note}</p>}
      <p className="mt-1 mb-1.5 text-xs text-muted-foreground">
        {t("goesInto", { box })}
      </p>
      <div className="flex items-start gap-1 rounded-md border bg-muted/60 py-2 ps-3 pe-1">
        <p
          lang={lang}
          className="min-w-0 flex-1 text-sm wrap-anywhere whitespace-pre-line"
        >
          {text}
        </p>
        <CopyButton text={text} label={t("copyText", { what: title })} />
      </div>
    </section>
  );
}
