"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "./icon-button.tsx";
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
  const t = useTranslations("common");
  const field = useRef<HTMLInputElement>(null);
  return (
    <div {...props} className={cn("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute start-2.5 top-1/2 size-4 -translate-y-1/2 text-subtle"
      />
      <Input
        ref={field}
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
        className="ps-8 pe-8 text-ellipsis [&::-webkit-search-cancel-button]:hidden"
      />
      {value !== "" && (
        <IconButton
          label={t("clearSearch")}
          size="icon-sm"
          className="absolute end-1 top-1/2 -translate-y-1/2"
          onClick={() => {
            onChange("");
            field.current?.focus();
          }}
        >
          <X />
        </IconButton>
      )}
    </div>
  );
}
