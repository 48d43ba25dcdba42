"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { Company } from "#contract/company/company.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";
import { Card } from "#components/settings/section.tsx";

/** The office hours of everything that has none of its own. */
export function CompanyHoursCard() {
  const t = useTranslations("settings.company");
  const { control } = useFormContext<Company>();
  const timeZone = useWatch({ control, name: "timeZone" });
  return (
    <Card title={t("hours")} hint={t("hoursHint")}>
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
    </Card>
  );
}
