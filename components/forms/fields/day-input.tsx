"use client";

import type { ComponentProps } from "react";
import { Input } from "#components/ui/controls/input.tsx";

/** A day in the reader's own zone. Outside it is a time, ISO text in UTC: the first moment of the day, or the last (`isEnd`); null when the field is empty. */
export function DayInput({
  value,
  onChange,
  isEnd = false,
  ...props
}: Omit<ComponentProps<"input">, "value" | "onChange" | "type"> & {
  value: string | null;
  onChange: (iso: string | null) => void;
  isEnd?: boolean;
}) {
  return (
    <Input
      {...props}
      type="date"
      value={value === null ? "" : dayOf(new Date(value))}
      onChange={({ target }) => onChange(momentOf(target.value, isEnd))}
    />
  );
}

/** "2026-11-30" in the reader's own zone; "": no date. Pure. */
export function dayOf(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace(/T.*/, "");
}

/** The first or last moment of "2026-11-30" in the reader's own zone; null: no day. Pure. */
export function momentOf(day: string, isEnd: boolean): string | null {
  const moment = new Date(`${day}T${isEnd ? "23:59:59.999" : "00:00:00.000"}`);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
