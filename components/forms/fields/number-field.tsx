"use client";

import type { ComponentProps } from "react";
import type { Control, FieldPath, FieldValues } from "react-hook-form";
import { FormField } from "./form-field.tsx";
import { NumberInput } from "./number-input.tsx";

type Limits = Pick<
  ComponentProps<typeof NumberInput>,
  "min" | "max" | "step" | "placeholder"
>;

/** A field of a form that holds a whole number, or null when it is empty. */
export function NumberField<Values extends FieldValues>({
  min,
  max,
  step,
  placeholder,
  ...shown
}: Limits & {
  control: Control<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: string;
}) {
  return (
    <FormField {...shown}>
      {(ids, field) => (
        <NumberInput
          {...ids}
          {...{ min, max, step, placeholder }}
          value={field.value ?? null}
          onChange={field.onChange}
        />
      )}
    </FormField>
  );
}
