"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import type { Company } from "#contract/company/company.ts";
import { Card } from "#components/settings/section.tsx";
import { CopyButton } from "#components/ui/controls/copy-button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

const PAGES = [
  { key: "privacy", path: "/privacy" },
  { key: "terms", path: "/terms" },
  { key: "dataDeletion", path: "/data-deletion" },
] as const;

/** The public pages with their addresses, and the company's own pages instead of them. */
export function PublicPagesCard({ company }: { company: Company }) {
  const t = useTranslations("settings.company");
  const common = useTranslations("common");
  const { register, formState } = useFormContext<Company>();
  const { errors } = formState;
  const instead = {
    privacy: company.privacyUrl,
    terms: company.termsUrl,
    dataDeletion: null,
  };
  return (
    <Card title={t("pages")} hint={t("pagesHint")}>
      <ul className="divide-y rounded-md border">
        {PAGES.map(({ key, path }) => {
          const url = new URL(path, window.location.origin).href;
          return (
            <li key={key} className="flex items-center gap-2 px-3 py-2 text-sm">
              <div className="min-w-0 flex-1">
                <a
                  href={path}
                  target="_blank"
                  rel="noreferrer"
                  className="inline-flex items-center gap-1 font-medium text-primary hover:underline"
                >
                  {t(key)}
                  <ExternalLink aria-hidden className="size-3.5" />
                </a>
                <p className="font-mono text-xs break-all text-muted-foreground">
                  {url}
                </p>
                {instead[key] && (
                  <p className="text-xs text-muted-foreground">
                    {t("leadsTo", { url: instead[key] })}
                  </p>
                )}
              </div>
              <CopyButton
                text={url}
                label={common("copyWhat", { what: t(key) })}
              />
            </li>
          );
        })}
      </ul>
      <Notice tone="warning" className="my-4">
        {t("readThem")}
      </Notice>
      <div className="grid gap-4 sm:grid-cols-2">
        {(["privacyUrl", "termsUrl"] as const).map((name) => (
          <Field
            key={name}
            label={t(name)}
            hint={t(`${name}Hint`)}
            optional={common("optional")}
            error={errors[name]?.message}
          >
            {(ids) => (
              <Input
                {...ids}
                {...register(name, {
                  setValueAs: (text: string | null) => text || null,
                })}
                type="url"
                inputMode="url"
                placeholder="https://"
              />
            )}
          </Field>
        ))}
      </div>
    </Card>
  );
}
