import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

export function Kbd({
  className,
  children,
}: {
  className?: string;
  children: ReactNode;
}) {
  return (
    <kbd
      className={cn(
        "rounded-sm border border-border px-1 font-sans text-[11px] leading-4",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
