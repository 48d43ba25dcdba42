"use client";

import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

/** A few choices side by side, one of them taken. */
export function Segmented<Value extends string>({
  value,
  onValueChange,
  options,
  label,
  className,
}: {
  value: Value;
  onValueChange: (value: Value) => void;
  options: { value: Value; label: ReactNode }[];
  label: string;
  className?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      // Pressing the taken one again must not leave none.
      onValueChange={(next) => next && onValueChange(next as Value)}
      aria-label={label}
      className={cn("flex gap-0.5 rounded-md bg-muted p-0.5", className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-7 min-w-0 flex-auto items-center justify-center gap-1 truncate rounded-[5px] px-2 text-sm text-muted-foreground transition-colors hover:text-foreground data-[state=on]:bg-background data-[state=on]:font-medium data-[state=on]:text-foreground data-[state=on]:shadow-sm dark:data-[state=on]:bg-accent touch:h-10"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
