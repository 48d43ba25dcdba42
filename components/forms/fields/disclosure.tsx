"use client";

import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

/** Rarely needed fields, folded away; open from the start where one of them is set or wrong. */
export function Disclosure({
  title,
  hint,
  isOpen,
  className,
  children,
}: {
  title: string;
  hint?: ReactNode;
  isOpen: boolean;
  className?: string;
  children: ReactNode;
}) {
  const [wasOpened, setOpened] = useState(isOpen);
  return (
    <details
      open={wasOpened || isOpen}
      onToggle={({ currentTarget }) => setOpened(currentTarget.open)}
      className={cn("group/more", className)}
    >
      <summary className="-mx-1.5 flex w-fit max-w-full cursor-pointer list-none items-center gap-1.5 rounded-md px-1.5 py-1 text-sm font-medium text-muted-foreground hover:text-foreground touch:py-2.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform group-open/more:rotate-90"
        />
        {title}
      </summary>
      {hint && <p className="mt-0.5 text-xs text-muted-foreground">{hint}</p>}
      <div className="mt-3">{children}</div>
    </details>
  );
}
