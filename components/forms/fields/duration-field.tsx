"use client";

import type { ComponentProps } from "react";
import type { Control, FieldPath, FieldValues } from "react-hook-form";
import { DurationInput } from "./duration-input.tsx";
import { FormField } from "./form-field.tsx";

/** A field of a form that holds a length of time, or null when it is empty. */
export function DurationField<Values extends FieldValues>({
  keptIn = 1,
  units,
  placeholder,
  ...shown
}: Pick<ComponentProps<typeof DurationInput>, "units" | "placeholder"> & {
  control: Control<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: string;
  /** Seconds in the unit that the form holds: 3,600 where it holds hours. */
  keptIn?: number;
}) {
  return (
    <FormField {...shown}>
      {(ids, field) => {
        const held = (field.value as number | null | undefined) ?? null;
        return (
          <DurationInput
            {...ids}
            {...(units ? { units } : {})}
            {...(placeholder === undefined ? {} : { placeholder })}
            value={held === null ? null : held * keptIn}
            onChange={(seconds) =>
              field.onChange(seconds === null ? null : seconds / keptIn)
            }
          />
        );
      }}
    </FormField>
  );
}
