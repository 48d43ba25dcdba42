import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

/** The line that opens a <details>, with a chevron that turns in place of the browser's triangle. */
export function FoldSummary({
  className,
  children,
}: {
  className?: string;
  children: ReactNode;
}) {
  return (
    <summary
      className={cn(
        "-mx-1 flex w-fit max-w-full cursor-pointer list-none items-center gap-1 rounded-md px-1 text-xs text-muted-foreground hover:text-foreground touch:py-2.5 [&::-webkit-details-marker]:hidden",
        className,
      )}
    >
      <ChevronRight
        aria-hidden
        className="size-3.5 shrink-0 transition-transform [[open]>summary>&]:rotate-90"
      />
      {children}
    </summary>
  );
}
