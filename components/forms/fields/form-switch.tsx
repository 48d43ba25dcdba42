"use client";

import type { ComponentProps } from "react";
import {
  Controller,
  type Control,
  type FieldPath,
  type FieldValues,
} from "react-hook-form";
import { SwitchField } from "./switch-field.tsx";

/** A switch of a form; off while the form has no value for it. */
export function FormSwitch<Values extends FieldValues>({
  control,
  name,
  ...shown
}: Omit<ComponentProps<typeof SwitchField>, "checked" | "onChange"> & {
  control: Control<Values>;
  name: FieldPath<Values>;
}) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <SwitchField
          {...shown}
          checked={field.value ?? false}
          onChange={field.onChange}
        />
      )}
    />
  );
}
