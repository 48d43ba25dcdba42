"use client";

import { useState, type ReactNode } from "react";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";

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
      className={className}
    >
      <FoldSummary className="py-1 text-sm font-medium">{title}</FoldSummary>
      {hint && <p className="mt-0.5 text-xs text-muted-foreground">{hint}</p>}
      <div className="mt-3">{children}</div>
    </details>
  );
}
