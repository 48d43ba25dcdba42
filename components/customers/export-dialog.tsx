"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import {
  defaultLocale,
  isLocale,
  locales,
  type Locale,
} from "#contract/base/locales.ts";
import type { CustomerExport } from "#contract/customers/customer-job.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { api } from "#components/live/transport/api.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { languages } from "#components/words/language-names.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Makes the addresses of a customer's data: asks for the language, then shows the link and downloads. */
export function ExportDialog({
  customer,
  path = `/customers/${customer.id}/export`,
  onClose,
}: {
  customer: Pick<
    Customer,
    "id" | "name" | "nameKnown" | "identities" | "locale"
  >;
  /** The operation that makes the export. */
  path?: string;
  onClose: () => void;
}) {
  const t = useTranslations("customer.export");
  const common = useTranslations("common");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const mine = useLocale();
  const [locale, setLocale] = useState<Locale>(() =>
    languageOf(customer.locale, mine),
  );
  const make = useMutation({
    mutationFn: () =>
      api<CustomerExport>(path, { method: "POST", body: { locale } }),
  });
  const made = make.data?.result;
  const title = t("title", { name: nameOf(customer) });
  if (!made?.zipUrl)
    return (
      <FormDialog
        title={title}
        description={t("hint")}
        onClose={onClose}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
        submitLabel={t("make")}
        isDirty={false}
        isSaving={make.isPending}
        problem={make.error ? words(make.error) : null}
      >
        <Field label={t("language")} hint={t("languageHint")}>
          {(control) => (
            <Select
              {...control}
              value={locale}
              onValueChange={(value) => isLocale(value) && setLocale(value)}
              groups={locales.map((value) => ({
                value,
                label: languages[value],
              }))}
            />
          )}
        </Field>
      </FormDialog>
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={t("made")}
      footer={
        <>
          <Button onClick={onClose}>{common("close")}</Button>
          <Button asChild variant="primary">
            <a href={made.zipUrl} download>
              <Download aria-hidden />
              {t("zip")}
            </a>
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CopyField label={t("link")} value={made.zipUrl} />
        <Notice tone="warning">{t("open")}</Notice>
        <p className="text-sm">
          <a
            href={made.url}
            download
            className="text-primary underline-offset-4 hover:underline"
          >
            {t("json")}
          </a>
        </p>
      </div>
    </Dialog>
  );
}

/** The language of ours that the customer reads; without one, the agent's own. Pure. */
function languageOf(customers: string | null, mine: string): Locale {
  const own = isLocale(mine) ? mine : defaultLocale;
  const said = customers?.replace("_", "-").toLowerCase();
  if (!said) return own;
  if (/^zh-(?:tw|hk|mo|hant)/.test(said)) return "zh-TW";
  if (said.startsWith("zh")) return "zh-CN";
  return said.startsWith("en") ? "en" : own;
}
