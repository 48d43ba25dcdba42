"use client";

import { useMemo } from "react";
import {
  labelColor,
  type LabelColor,
} from "#contract/customers/label-colors.ts";
import type { Label } from "#contract/customers/label.ts";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { cn } from "#components/ui/class-names.ts";

const DOTS: Record<LabelColor, string> = {
  slate: "bg-slate-500",
  red: "bg-red-500",
  orange: "bg-orange-500",
  amber: "bg-amber-500",
  green: "bg-green-600",
  teal: "bg-teal-500",
  blue: "bg-blue-500",
  violet: "bg-violet-500",
  pink: "bg-pink-500",
};

export function LabelDot({
  color,
  className,
}: {
  color: string;
  className?: string;
}) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-block size-2 shrink-0 rounded-full",
        DOTS[labelColor(color)],
        className,
      )}
    />
  );
}

/** Its colour speaks beside its name, never alone. */
export function LabelChip({ label }: { label: Label }) {
  return (
    <span className="inline-flex h-5 max-w-full items-center gap-1.5 rounded-md bg-muted px-1.5 text-xs font-medium text-muted-foreground">
      <LabelDot color={label.color} />
      <span className="bidi truncate">{label.name}</span>
    </span>
  );
}

/** The labels of something under their current names and colors, without deleted ones. */
export function useAssignedLabels(worn: readonly Label[]): readonly Label[] {
  const known = useLabels(worn.length > 0).data;
  return useMemo(
    () =>
      known
        ? known.filter(({ id }) => worn.some((each) => each.id === id))
        : worn,
    [known, worn],
  );
}
