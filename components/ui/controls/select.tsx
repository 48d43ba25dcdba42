"use client";

import { Select as Radix } from "radix-ui";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";
import { inputClasses } from "./input.tsx";

export type SelectOption = {
  value: string;
  label: string;
  icon?: ReactNode;
  /** A sentence about the option, shown in the list only. */
  hint?: string;
  disabled?: boolean;
};
export type SelectGroup = { label: string; options: SelectOption[] };

/** One of several. Options may stand in groups with a heading. */
export function Select({
  value,
  onValueChange,
  groups,
  placeholder,
  className,
  disabled,
  ...aria
}: {
  value: string;
  onValueChange: (value: string) => void;
  groups: (SelectGroup | SelectOption)[];
  placeholder?: string;
  className?: string;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  return (
    <Radix.Root
      value={value}
      onValueChange={onValueChange}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <Radix.Trigger
        className={cn(
          inputClasses,
          "flex h-9 items-center gap-2 text-start data-[placeholder]:text-subtle touch:h-11",
          className,
        )}
        {...aria}
      >
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon asChild>
          <ChevronDown className="size-4 shrink-0 text-muted-foreground" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(22rem,var(--radix-select-content-available-height))] min-w-[var(--radix-select-trigger-width)] animate-rise overflow-hidden rounded-lg bg-popover shadow-float"
        >
          <Radix.Viewport className="p-1">
            {groups.map((entry) =>
              "options" in entry ? (
                <Radix.Group key={entry.label}>
                  <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted-foreground">
                    {entry.label}
                  </Radix.Label>
                  {entry.options.map((option) => (
                    <Option key={option.value} {...option} />
                  ))}
                </Radix.Group>
              ) : (
                <Option key={entry.value} {...entry} />
              ),
            )}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Option({ value, label, icon, hint, disabled = false }: SelectOption) {
  return (
    <Radix.Item
      value={value}
      disabled={disabled}
      className="relative flex items-center gap-2 rounded-md py-1.5 ps-2 pe-8 text-base outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-accent touch:py-2.5"
    >
      {icon}
      {hint ? (
        <span className="min-w-0 max-w-xl">
          <Radix.ItemText>{label}</Radix.ItemText>
          <span className="block text-xs text-muted-foreground">{hint}</span>
        </span>
      ) : (
        <Radix.ItemText>{label}</Radix.ItemText>
      )}
      <Radix.ItemIndicator className="absolute end-2">
        <Check className="size-4 text-muted-foreground" />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}
