"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import {
  mailTemplates,
  type MailPreview,
  type MailTemplate,
} from "#contract/mail/mail-log.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Card } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { languages } from "#components/words/language-names.ts";

/** Every text that Parley mails, in each language, as HTML and as plain text. */
export function MailPreviewCard() {
  const t = useTranslations("settings.mail");
  const [template, setTemplate] = useState<MailTemplate>("invitation");
  const [locale, setLocale] = useState<string>(useLocale());
  const { data } = useQuery({
    queryKey: liveKey("mail-preview", template, locale),
    queryFn: ({ signal }) =>
      api<MailPreview>(
        `/settings/mail/preview?template=${template}&locale=${locale}`,
        { signal },
      ),
    placeholderData: (before) => before,
  });
  return (
    <Card title={t("preview")} hint={t("previewHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("template")}>
          {(ids) => (
            <Select
              {...ids}
              value={template}
              onValueChange={(value) => setTemplate(value as MailTemplate)}
              groups={mailTemplates.map((value) => ({
                value,
                label: t(`templates.${value}`),
              }))}
            />
          )}
        </Field>
        <Field label={t("language")}>
          {(ids) => (
            <Select
              {...ids}
              value={locale}
              onValueChange={setLocale}
              groups={Object.entries(languages).map(([value, label]) => ({
                value,
                label,
              }))}
            />
          )}
        </Field>
      </div>
      {data ? (
        <div lang={locale} className="mt-4 flex flex-col gap-4">
          <section aria-label={t("subject")}>
            <h4 lang={undefined} className="text-sm font-medium">
              {t("subject")}
            </h4>
            <p className="mt-1 text-sm wrap-anywhere">{data.subject}</p>
          </section>
          <section aria-label={t("asHtml")}>
            <h4 lang={undefined} className="text-sm font-medium">
              {t("asHtml")}
            </h4>
            {/* Without scripts, forms and links out of the frame. */}
            <iframe
              title={t("asHtml")}
              sandbox=""
              srcDoc={data.html}
              className="mt-1 h-112 w-full rounded-md border"
            />
          </section>
          <section aria-label={t("asText")}>
            <h4 lang={undefined} className="text-sm font-medium">
              {t("asText")}
            </h4>
            <p className="mt-1 rounded-md bg-muted p-3 text-sm wrap-anywhere whitespace-pre-wrap">
              {data.text}
            </p>
          </section>
        </div>
      ) : (
        <Skeleton className="mt-4 h-96 rounded-md" />
      )}
    </Card>
  );
}
