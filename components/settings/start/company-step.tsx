"use client";

import { useLocale, useTranslations } from "next-intl";
import { FormProvider } from "react-hook-form";
import { companyFormSchema, type Company } from "#contract/company/company.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import {
  CompanyHoursField,
  CompanyNameField,
  CompanyPlaceFields,
} from "#components/settings/company/company-fields.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

const schema = companyFormSchema.pick({
  name: true,
  locale: true,
  timeZone: true,
  hours: true,
});

/** The company's name, language, time zone and hours. The browser knows the zone, the console the language. */
export function CompanyStep() {
  const t = useTranslations("settings.start");
  const company = useTranslations("settings.company");
  const common = useTranslations("common");
  const locale = useLocale();
  const refreshCompany = useRefresh("company");
  const refreshSteps = useRefresh("getting-started");
  const { form, submit, problem, isSaving } = useServerForm({
    schema,
    defaultValues: {
      name: "",
      locale,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      hours: null,
    },
    save: (values) =>
      api<Company>("/settings/company", { method: "PATCH", body: values }),
    onSaved: async () => {
      toast.success(common("saved"));
      await Promise.all([refreshCompany(), refreshSteps()]);
    },
  });
  return (
    <FormProvider {...form}>
      <form
        noValidate
        aria-label={t("steps.company.title")}
        onSubmit={(event) => void submit(event)}
        className="mt-4 flex flex-col gap-4 border-t pt-4"
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <CompanyNameField className="sm:col-span-2" />
          <CompanyPlaceFields />
        </div>
        <fieldset>
          <legend className="text-sm font-medium">{company("hours")}</legend>
          <p className="mt-0.5 mb-2 text-xs text-muted-foreground">
            {company("hoursHint")}
          </p>
          <CompanyHoursField />
        </fieldset>
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" busy={isSaving}>
            {common("save")}
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}
