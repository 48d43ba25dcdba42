"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { NoteAudience } from "#contract/customers/note-audience.ts";
import type { NoteCategory } from "#contract/customers/note-category.ts";
import { LabelChip } from "#components/labels/label-chip.tsx";

/** The category of a note, and its readers where not everyone is one. */
export function NoteMarks({
  category,
  audience,
  department,
}: {
  category: NoteCategory | null;
  audience: NoteAudience;
  department: { name: string } | null;
}) {
  const t = useTranslations("customer.noteLimits");
  if (!category && audience === "everyone") return null;
  return (
    <p className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted-foreground">
      {category && <LabelChip label={category} />}
      {audience !== "everyone" && (
        <span className="inline-flex min-w-0 items-center gap-1">
          <Lock aria-hidden className="size-3 shrink-0" />
          <span className="bidi truncate">
            {audience === "department"
              ? department
                ? t("department", { name: department.name })
                : t("departmentGone")
              : t(audience)}
          </span>
        </span>
      )}
    </p>
  );
}
