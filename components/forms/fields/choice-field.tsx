"use client";

import { RadioGroup } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

/** A few choices, each with its meaning. */
export function ChoiceField<Value extends string>({
  label,
  value,
  onChange,
  choices,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: {
    value: Value;
    label: string;
    hint: ReactNode;
    picture?: ReactNode;
  }[];
}) {
  const id = useId();
  return (
    <div>
      <p id={id} className="mb-1.5 text-sm font-medium">
        {label}
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as Value)}
        className="divide-y overflow-hidden rounded-md border"
      >
        {choices.map((choice) => (
          <RadioGroup.Item
            key={choice.value}
            value={choice.value}
            className={cn(
              "group flex w-full gap-2.5 px-3 py-2 text-start outline-offset-[-2px] hover:bg-accent data-[state=checked]:bg-primary-soft",
            )}
          >
            <span
              aria-hidden
              className="mt-0.5 size-4 shrink-0 rounded-full border border-subtle bg-background group-data-[state=checked]:border-[5px] group-data-[state=checked]:border-primary"
            />
            {choice.picture}
            <span className="min-w-0">
              <span className="block text-sm font-medium">{choice.label}</span>
              <span className="block text-xs text-muted-foreground">
                {choice.hint}
              </span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
