"use client";

import {
  useController,
  type Control,
  type FieldPath,
  type FieldValues,
} from "react-hook-form";
import type { Hours } from "#contract/hours/hours.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";

/** Office hours in a form. Without own hours those of the department apply, if there is one. */
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
  return (
    <HoursEditor
      value={field.value ?? null}
      onChange={field.onChange}
      inherited={department ? "department" : "always"}
      departmentHours={department?.schedule ?? null}
      error={firstMessage(fieldState.error)}
    />
  );
}
