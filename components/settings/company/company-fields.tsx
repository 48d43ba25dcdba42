"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { Company } from "#contract/company/company.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { ZoneField } from "#components/forms/fields/zone-field.tsx";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { languages } from "#components/words/language-names.ts";

/**
 * The fields that the company page and Getting started both have. They read
 * the form around them, which holds at least these four values.
 */
type Basics = Pick<Company, "name" | "locale" | "timeZone" | "hours">;

export function CompanyNameField({ className = "" }) {
  const t = useTranslations("settings.company");
  const { register, formState } = useFormContext<Basics>();
  return (
    <Field
      label={t("name")}
      hint={t("nameHint")}
      error={formState.errors.name?.message}
      className={className}
    >
      {(ids) => (
        <Input {...ids} {...register("name")} autoComplete="organization" />
      )}
    </Field>
  );
}

/** The language and the time zone, side by side in a grid of two columns. */
export function CompanyPlaceFields() {
  const t = useTranslations("settings.company");
  const zone = useTranslations("settings.hours");
  const { control, formState } = useFormContext<Basics>();
  return (
    <>
      <FormField
        control={control}
        name="locale"
        label={t("locale")}
        hint={t("localeHint")}
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
        control={control}
        name="timeZone"
        render={({ field }) => (
          <ZoneField
            key={formState.defaultValues?.timeZone ?? ""}
            label={t("timeZone")}
            hint={zone("zoneHint")}
            wrong={zone("zoneWrong")}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
    </>
  );
}

/** The office hours of everything that has none of its own. */
export function CompanyHoursField() {
  const { control } = useFormContext<Basics>();
  const timeZone = useWatch({ control, name: "timeZone" });
  return (
    <Controller
      control={control}
      name="hours"
      render={({ field, fieldState }) => (
        <HoursEditor
          value={field.value}
          onChange={field.onChange}
          inherited="always"
          startZone={timeZone}
          error={firstMessage(fieldState.error)}
        />
      )}
    />
  );
}
