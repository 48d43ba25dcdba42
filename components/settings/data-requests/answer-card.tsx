"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { isLocale, locales, type Locale } from "#contract/base/locales.ts";
import type { DataRequestDetail } from "#contract/customers/data-request.ts";
import { Card } from "#components/settings/section.tsx";
import { CopyButton } from "#components/ui/controls/copy-button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { languages } from "#components/words/language-names.ts";

const OUTCOMES = ["answered", "refused"] as const;

/** The text to answer with, in a language of choice. */
export function AnswerCard({ request }: { request: DataRequestDetail }) {
  const t = useTranslations("settings.dataRequests");
  const own = useLocale();
  const [language, setLanguage] = useState<Locale>(isLocale(own) ? own : "en");
  const [chosen, setOutcome] = useState<(typeof OUTCOMES)[number] | null>(null);
  const outcome =
    chosen ?? (request.state === "refused" ? "refused" : "answered");
  const text = request.answers[language][outcome];
  return (
    <Card title={t("answer")} hint={t("answerHint")}>
      <div className="mb-3 flex flex-wrap gap-2">
        <Segmented
          label={t("outcome")}
          value={outcome}
          onValueChange={setOutcome}
          options={OUTCOMES.map((value) => ({
            value,
            label: t(`outcomes.${value}`),
          }))}
        />
        <Segmented
          label={t("language")}
          value={language}
          onValueChange={setLanguage}
          options={locales.map((value) => ({
            value,
            label: languages[value],
          }))}
        />
      </div>
      <div className="flex items-start gap-1 rounded-md border bg-muted/60 p-3">
        <p
          lang={language}
          className="bidi min-w-0 flex-1 text-sm break-words whitespace-pre-wrap"
        >
          {text}
        </p>
        <CopyButton text={text} label={t("copyAnswer")} />
      </div>
    </Card>
  );
}
