import { useId, type ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

/** A settings page: its purpose, its main button, its content. */
export function SettingsPage({
  title,
  hint,
  action,
  back,
  isWide = false,
  children,
}: {
  title: string;
  /** It has a column at the side. */
  isWide?: boolean;
  hint?: ReactNode;
  action?: ReactNode;
  /** Link to the list that contains this item. */
  back?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      className={cn(
        "mx-auto w-full px-4 py-6 md:px-8 md:py-8",
        isWide ? "max-w-5xl" : "max-w-3xl",
      )}
    >
      {back && <p className="mb-3">{back}</p>}
      <header className="mb-5 flex flex-wrap items-start gap-3">
        {/* The button wraps below when the page is too narrow for both. */}
        <div className="min-w-0 flex-[1_1_16rem]">
          <h2 className="text-xl font-semibold">{title}</h2>
          {hint && (
            <p className="mt-0.5 max-w-prose text-sm text-muted-foreground">
              {hint}
            </p>
          )}
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

export function Card({
  title,
  hint,
  className,
  children,
}: {
  title?: string;
  hint?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      {...(title ? { id: `part-${id}` } : {})}
      className={cn(
        "mb-5 scroll-mt-4 rounded-lg border bg-card p-5",
        className,
      )}
    >
      {title && <h3 className="text-base font-semibold">{title}</h3>}
      {hint && <p className="mt-0.5 text-sm text-muted-foreground">{hint}</p>}
      <div className={cn(title && "mt-4")}>{children}</div>
    </section>
  );
}

/** Rows in one frame with a line between them. */
export function RowList({
  label,
  children,
}: {
  label: string;
  children: ReactNode;
}) {
  return (
    <ul
      aria-label={label}
      className="divide-y overflow-hidden rounded-lg border bg-card"
    >
      {children}
    </ul>
  );
}

export function Row({
  icon,
  title,
  detail,
  badges,
  actions,
  isFaded = false,
}: {
  icon?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  isFaded?: boolean;
}) {
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 px-4 py-2.5">
      {icon && <div className={cn(isFaded && "opacity-50")}>{icon}</div>}
      <div className={cn("min-w-0 flex-[1_1_8.5rem]", isFaded && "opacity-60")}>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="min-w-0 truncate font-medium">{title}</span>
          {badges}
        </div>
        {detail && (
          <div className="truncate text-sm text-muted-foreground max-sm:wrap-anywhere max-sm:whitespace-normal">
            {detail}
          </div>
        )}
      </div>
      {actions && <div className="ms-auto flex shrink-0 gap-1">{actions}</div>}
    </li>
  );
}
