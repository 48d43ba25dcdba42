"use client";

import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import type { Holiday } from "#contract/hours/hours.ts";
import { holidayCalendarRequestSchema } from "#contract/hours/holiday-calendar-requests.ts";
import type { HolidayCalendar } from "#contract/hours/holiday-calendar.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { HolidayList } from "#components/settings/hours/holiday-list.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

type DayErrors = { date?: unknown; until?: unknown } | undefined;

/** Creates or changes a holiday calendar. */
export function CalendarDialog({
  calendar,
  onClose,
  onSaved,
}: {
  calendar: HolidayCalendar | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.holidays");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: holidayCalendarRequestSchema,
    defaultValues: {
      name: calendar?.name ?? "",
      days: inOrder(calendar?.days ?? []),
    },
    save: (values) =>
      saveRecord<HolidayCalendar>("holiday-calendars", calendar?.id, values),
    onSaved,
  });
  const { errors } = form.formState;
  const errorsAt = (index: number) => {
    const found = (errors.days as DayErrors[] | undefined)?.[index];
    return {
      ...(found?.date ? { date: t("dateNeeded") } : {}),
      ...(found?.until ? { until: t("untilWrong") } : {}),
    };
  };
  return (
    <FormDialog
      title={calendar ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
      isWide
    >
      <Field label={t("name")} error={firstMessage(errors.name)}>
        {(control) => (
          <Input {...control} {...form.register("name")} autoComplete="off" />
        )}
      </Field>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">{t("list")}</legend>
        <Controller
          control={form.control}
          name="days"
          render={({ field }) => (
            <HolidayList
              value={field.value as Holiday[]}
              onChange={field.onChange}
              errorsAt={errorsAt}
            />
          )}
        />
      </fieldset>
    </FormDialog>
  );
}

function inOrder(days: Holiday[]): Holiday[] {
  return days.toSorted((a, b) => a.date.localeCompare(b.date));
}
