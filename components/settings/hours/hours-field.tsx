"use client";

import {
  useController,
  type Control,
  type FieldPath,
  type FieldValues,
} from "react-hook-form";
import type { Hours } from "#contract/hours/hours.ts";
import { useCompany } from "#components/live/queries/use-directory.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";

/** Office hours in a form. Without own hours those of the department apply, else those of the company. */
export function HoursField<Values extends FieldValues>({
  control,
  name,
  department,
}: {
  control: Control<Values>;
  name: FieldPath<Values>;
  department: { schedule: Hours | null } | undefined;
}) {
  const { field, fieldState } = useController({ control, name });
  const company = useCompany().data;
  const companyHours = company?.hours ?? null;
  return (
    <HoursEditor
      value={field.value ?? null}
      onChange={field.onChange}
      inherited={
        department ? "department" : companyHours ? "company" : "always"
      }
      inheritedHours={department?.schedule ?? companyHours}
      error={firstMessage(fieldState.error)}
    />
  );
}
