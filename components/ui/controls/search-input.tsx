import { Search } from "lucide-react";
import { cn } from "#components/ui/class-names.ts";
import { Input } from "./input.tsx";

/** A field that filters the list below it. */
export function SearchInput({
  value,
  onChange,
  label,
  onEnter,
  maxLength,
  className,
  ...props
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** Not called while an input method is composing. */
  onEnter?: () => void;
  maxLength?: number;
  className?: string;
  role?: "search";
}) {
  return (
    <div {...props} className={cn("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute start-2.5 top-1/2 size-4 -translate-y-1/2 text-subtle"
      />
      <Input
        type="search"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={(event) => {
          if (!onEnter || event.key !== "Enter") return;
          if (event.nativeEvent.isComposing) return;
          event.preventDefault();
          onEnter();
        }}
        maxLength={maxLength}
        placeholder={label}
        aria-label={label}
        className="ps-8 text-ellipsis"
      />
    </div>
  );
}
