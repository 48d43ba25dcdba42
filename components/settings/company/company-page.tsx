"use client";

import { useLocale, useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { companyFormSchema, type Company } from "#contract/company/company.ts";
import { COUNTRIES, countryName } from "#contract/company/countries.ts";
import { useCompany } from "#components/live/queries/use-directory.ts";
import { EditForm } from "#components/settings/edit-form.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import {
  CompanyHoursField,
  CompanyNameField,
  CompanyPlaceFields,
} from "#components/settings/company/company-fields.tsx";
import { PublicPagesCard } from "#components/settings/company/public-pages-card.tsx";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input, Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

/** The company that runs this installation, and its public pages. */
export function CompanyPage() {
  const t = useTranslations("settings.company");
  const query = useCompany();
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      <QueryStates query={query}>
        {(data) => (
          <EditForm
            item={data}
            valuesOf={(company) => company}
            schema={companyFormSchema}
            path="/settings/company"
            noun="company"
          >
            <DetailsCard />
            <Card title={t("hours")} hint={t("hoursHint")}>
              <CompanyHoursField />
            </Card>
            <PublicPagesCard company={data} />
          </EditForm>
        )}
      </QueryStates>
    </SettingsPage>
  );
}

/** The empty choice of a Select, which can't have an empty value. */
const NO_COUNTRY = "none";

function DetailsCard() {
  const t = useTranslations("settings.company");
  const locale = useLocale();
  const { register, control, formState } = useFormContext<Company>();
  const { errors } = formState;
  return (
    <Card title={t("details")} hint={t("detailsHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <CompanyNameField />
        <Field label={t("website")} error={errors.website?.message}>
          {(ids) => (
            <Input
              {...ids}
              {...register("website")}
              type="url"
              inputMode="url"
              placeholder="https://"
              autoComplete="url"
            />
          )}
        </Field>
        <Field
          label={t("contactEmail")}
          hint={t("contactEmailHint")}
          error={errors.contactEmail?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...register("contactEmail")}
              type="email"
              autoComplete="email"
            />
          )}
        </Field>
        <FormField control={control} name="country" label={t("country")}>
          {(ids, field) => (
            <Select
              {...ids}
              value={field.value || NO_COUNTRY}
              onValueChange={(code) =>
                field.onChange(code === NO_COUNTRY ? "" : code)
              }
              groups={[
                { value: NO_COUNTRY, label: t("noCountry") },
                ...countryOptions(locale),
              ]}
            />
          )}
        </FormField>
        <Field
          label={t("address")}
          error={errors.address?.message}
          className="sm:col-span-2"
        >
          {(ids) => (
            <Textarea
              {...ids}
              {...register("address")}
              rows={3}
              autoComplete="street-address"
            />
          )}
        </Field>
        <CompanyPlaceFields />
      </div>
    </Card>
  );
}

function countryOptions(locale: string): { value: string; label: string }[] {
  return COUNTRIES.map((value) => ({
    value,
    label: countryName(value, locale),
  })).sort((a, b) => a.label.localeCompare(b.label, locale));
}
