"use client";

import type { ComponentProps } from "react";
import { Input } from "#components/ui/controls/input.tsx";

/** A moment in the reader's own zone; ISO text in UTC outside, null when the field is empty. */
export function DateTimeInput({
  value,
  onChange,
  ...props
}: Omit<ComponentProps<"input">, "value" | "onChange" | "type"> & {
  value: string | null;
  onChange: (iso: string | null) => void;
}) {
  return (
    <Input
      {...props}
      type="datetime-local"
      value={value === null ? "" : localText(new Date(value))}
      onChange={({ target }) =>
        onChange(
          target.value === "" ? null : new Date(target.value).toISOString(),
        )
      }
    />
  );
}

function localText(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
