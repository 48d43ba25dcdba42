"use client";

import { useId } from "react";
import { cn } from "#components/ui/class-names.ts";
import { inputClasses } from "#components/ui/controls/input.tsx";

const TEXT = ".csv,.tsv,.txt,text/csv";
const WORKBOOK =
  ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A field for a CSV file, as a spreadsheet saves it, or also for the workbook itself. */
export function CsvFileField({
  label,
  withWorkbooks = false,
  onChoose,
}: {
  label: string;
  withWorkbooks?: boolean;
  onChoose: (file: File) => Promise<void> | void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        type="file"
        accept={withWorkbooks ? `${TEXT},${WORKBOOK}` : TEXT}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) void onChoose(chosen);
        }}
        className={cn(
          inputClasses,
          "py-1.5 file:me-3 file:rounded-md file:border-0 file:bg-muted file:px-2.5 file:py-1 file:text-sm file:font-medium file:text-foreground",
        )}
      />
    </div>
  );
}
