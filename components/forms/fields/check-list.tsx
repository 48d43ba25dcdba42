"use client";

import { cn } from "#components/ui/class-names.ts";

/** More choices scroll in a box of their own. */
const SHORT_LIST = 16;

/** Any number of a few choices. */
export function CheckList({
  label,
  empty,
  options,
  value,
  onChange,
}: {
  label: string;
  /** Shown when there is nothing to choose from. */
  empty: string;
  options: { value: string; label: string }[];
  value: string[];
  onChange: (value: string[]) => void;
}) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {options.length === 0 && (
        <p className="text-xs text-muted-foreground">{empty}</p>
      )}
      <div
        className={cn(
          "flex flex-wrap gap-2",
          options.length > SHORT_LIST &&
            "max-h-44 overflow-y-auto rounded-md border p-2",
        )}
      >
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-8 max-w-full cursor-pointer items-center gap-2 rounded-md border border-input px-2.5 py-1 text-sm hover:bg-accent has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-ring touch:min-h-11"
          >
            <input
              type="checkbox"
              checked={value.includes(option.value)}
              onChange={({ target }) =>
                onChange(
                  target.checked
                    ? [...value, option.value]
                    : value.filter((each) => each !== option.value),
                )
              }
              className="size-4 shrink-0 accent-(--primary) outline-none"
            />
            <span className="min-w-0 wrap-anywhere">{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
