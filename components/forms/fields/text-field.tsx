"use client";

import type { Control, FieldPath, FieldValues } from "react-hook-form";
import { Input } from "#components/ui/controls/input.tsx";
import { FormField } from "./form-field.tsx";

/** A field of a form that holds one line of text. */
export function TextField<Values extends FieldValues>({
  maxLength,
  ...shown
}: {
  control: Control<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: string;
  maxLength?: number;
}) {
  return (
    <FormField {...shown}>
      {(ids, field) => (
        <Input
          {...ids}
          {...field}
          value={field.value ?? ""}
          maxLength={maxLength}
          autoComplete="off"
        />
      )}
    </FormField>
  );
}
