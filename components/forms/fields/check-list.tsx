"use client";

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
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex h-8 cursor-pointer items-center gap-2 rounded-md border border-input px-2.5 text-sm hover:bg-accent has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-ring touch:h-11"
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
              className="size-4 accent-(--primary) outline-none"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
