"use client";

import type { ComponentProps } from "react";
import { Input } from "#components/ui/controls/input.tsx";

/** A whole number; null: the field is empty. */
export function NumberInput({
  value,
  onChange,
  ...props
}: Omit<ComponentProps<"input">, "value" | "onChange" | "type"> & {
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  return (
    <Input
      {...props}
      type="number"
      inputMode="numeric"
      value={value === null || Number.isNaN(value) ? "" : value}
      onChange={({ target }) =>
        onChange(target.value === "" ? null : Number(target.value))
      }
      className="tabular-nums"
    />
  );
}
