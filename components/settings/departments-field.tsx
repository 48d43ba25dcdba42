"use client";

import { Building2 } from "lucide-react";
import {
  useController,
  type Control,
  type FieldPath,
  type FieldValues,
} from "react-hook-form";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { useDepartments } from "#components/live/queries/use-directory.ts";
import { useScope } from "#components/live/queries/use-scope.ts";
import { Badge } from "#components/ui/marks/badge.tsx";

/**
 * Chooses the departments that something is for; none: it is for everyone.
 * Hidden where the agent may not change it: they take nothing from other
 * departments, and give them nothing.
 */
export function DepartmentsField<Values extends FieldValues>({
  label,
  hint,
  before,
  ...form
}: {
  control: Control<Values>;
  name: FieldPath<Values>;
  label: string;
  hint: string;
  /** The departments it is for now; null: it is new. */
  before: readonly string[] | null;
}) {
  const { field } = useController(form);
  const { isCompany, covers } = useScope();
  const departments = (useDepartments().data ?? []).filter(({ id }) =>
    covers(id),
  );
  const mayChange =
    isCompany ||
    before === null ||
    (before.length > 0 && before.every((id) => covers(id)));
  if (!mayChange || departments.length === 0) return null;
  return (
    <div>
      <CheckList
        label={label}
        empty=""
        options={departments.map(({ id, name }) => ({
          value: id,
          label: name,
        }))}
        value={field.value ?? []}
        onChange={field.onChange}
      />
      <p className="mt-1.5 text-xs text-muted-foreground">{hint}</p>
    </div>
  );
}

/** Names the departments that something is for; shows nothing where it is for everyone. */
export function DepartmentsBadge({
  label,
  ids,
}: {
  label: string;
  ids: readonly string[];
}) {
  const departments = useDepartments().data ?? [];
  if (ids.length === 0) return null;
  return (
    <Badge>
      <Building2 aria-hidden className="size-3" />
      <span className="sr-only">{label}</span>
      <span className="bidi">
        {departments
          .filter(({ id }) => ids.includes(id))
          .map(({ name }) => name)
          .join(", ")}
      </span>
    </Badge>
  );
}
