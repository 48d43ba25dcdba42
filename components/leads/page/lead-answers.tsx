"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import { Panel } from "#components/leads/panel.tsx";

/** The answers as the person gave them, under the questions as they were read. */
export function LeadAnswers({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const { answers } = lead;
  if (answers.length === 0) return null;
  return (
    <Panel title={t("answers")} className="max-lg:order-3">
      <dl className="space-y-3 text-sm">
        {answers.map(({ key, label, values }) => (
          <div key={key}>
            <dt className="bidi text-muted-foreground">{label ?? key}</dt>
            <dd className="bidi mt-0.5 wrap-anywhere whitespace-pre-line">
              {values.join("\n") || t("noAnswer")}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** The boxes of the form, with its words, and whether the person ticked them. */
export function LeadConsents({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const { consents } = lead;
  if (consents.length === 0) return null;
  return (
    <Panel title={t("consents")} className="max-lg:order-4">
      <ul className="space-y-2 text-sm">
        {consents.map(({ key, text, given }) => (
          <li key={key} className="flex gap-2">
            {given ? (
              <CircleCheck
                aria-hidden
                className="mt-0.5 size-4 shrink-0 text-success"
              />
            ) : (
              <CircleX
                aria-hidden
                className="mt-0.5 size-4 shrink-0 text-muted-foreground"
              />
            )}
            <span className="min-w-0">
              <span className="font-medium">
                {t(given ? "consentGiven" : "consentRefused")}
              </span>
              <span className="bidi block text-muted-foreground wrap-anywhere">
                {text ?? key}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
