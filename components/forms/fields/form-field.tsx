"use client";

import type { ComponentProps, ReactNode } from "react";
import {
  useController,
  type Control,
  type ControllerRenderProps,
  type FieldPath,
  type FieldValues,
} from "react-hook-form";
import { firstMessage } from "./first-message.ts";
import { Field } from "#components/ui/controls/field.tsx";

type FieldProps = ComponentProps<typeof Field>;

/** A field of a form whose control is no plain input: it gets the value, and the error of it or anything inside it. */
export function FormField<
  Values extends FieldValues,
  Name extends FieldPath<Values>,
>({
  control,
  name,
  children,
  ...shown
}: Omit<FieldProps, "error" | "children"> & {
  control: Control<Values>;
  name: Name;
  children: (
    ids: Parameters<FieldProps["children"]>[0],
    field: ControllerRenderProps<Values, Name>,
  ) => ReactNode;
}) {
  const { field, fieldState } = useController({ control, name });
  return (
    <Field {...shown} error={firstMessage(fieldState.error)}>
      {(ids) => children(ids, field)}
    </Field>
  );
}
