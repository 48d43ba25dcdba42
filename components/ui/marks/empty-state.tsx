import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

/** Explains why there is nothing, and offers a next step. */
export function EmptyState({
  icon,
  title,
  text,
  action,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        "flex flex-col items-center justify-center gap-1 px-8 py-14 text-center",
        className,
      )}
    >
      {icon && (
        <div className="mb-2 flex size-11 items-center justify-center rounded-full bg-muted text-muted-foreground [&_svg]:size-5">
          {icon}
        </div>
      )}
      <div className="text-base font-medium text-balance">{title}</div>
      {text && (
        <p className="max-w-sm text-sm text-balance text-muted-foreground">
          {text}
        </p>
      )}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
