import { useId, type ReactNode } from "react";

/** A part of a pane or page about a customer, under a small title. */
export function TitledSection({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className="mt-6">
      <h3
        id={headingId}
        className="flex h-8 items-center text-xs font-medium text-muted-foreground"
      >
        {title}
      </h3>
      {children}
    </section>
  );
}
