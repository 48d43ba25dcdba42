"use client";

import { useId } from "react";
import { cn } from "#components/ui/class-names.ts";
import { inputClasses } from "#components/ui/controls/input.tsx";

/** A field for a CSV file, as a spreadsheet saves it. */
export function CsvFileField({
  label,
  onChoose,
}: {
  label: string;
  onChoose: (file: File) => Promise<void>;
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
        accept=".csv,.tsv,.txt,text/csv"
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
