"use client";

import { useLocale, useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { companyFormSchema, type Company } from "#contract/company/company.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { ZoneField } from "#components/forms/fields/zone-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { languages } from "#components/words/language-names.ts";

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
  const zone = useTranslations("settings.hours");
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
  const { errors } = form.formState;
  const timeZone = form.watch("timeZone");
  return (
    <form
      noValidate
      aria-label={t("steps.company.title")}
      onSubmit={(event) => void submit(event)}
      className="mt-4 flex flex-col gap-4 border-t pt-4"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={company("name")}
          hint={company("nameHint")}
          error={errors.name?.message}
          className="sm:col-span-2"
        >
          {(ids) => (
            <Input
              {...ids}
              {...form.register("name")}
              autoComplete="organization"
            />
          )}
        </Field>
        <FormField
          control={form.control}
          name="locale"
          label={company("locale")}
          hint={company("localeHint")}
        >
          {(ids, field) => (
            <Select
              {...ids}
              value={field.value}
              onValueChange={field.onChange}
              groups={Object.entries(languages).map(([value, label]) => ({
                value,
                label,
              }))}
            />
          )}
        </FormField>
        <Controller
          control={form.control}
          name="timeZone"
          render={({ field }) => (
            <ZoneField
              label={company("timeZone")}
              hint={zone("zoneHint")}
              wrong={zone("zoneWrong")}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      </div>
      <fieldset>
        <legend className="text-sm font-medium">{company("hours")}</legend>
        <p className="mt-0.5 mb-2 text-xs text-muted-foreground">
          {company("hoursHint")}
        </p>
        <Controller
          control={form.control}
          name="hours"
          render={({ field }) => (
            <HoursEditor
              value={field.value as Company["hours"]}
              onChange={field.onChange}
              inherited="always"
              startZone={timeZone}
              error={firstMessage(errors.hours)}
            />
          )}
        />
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
  );
}
