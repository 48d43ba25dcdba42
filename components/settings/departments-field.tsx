"use client";

import { CheckList } from "#components/forms/fields/check-list.tsx";
import { useDepartments } from "#components/live/queries/use-directory.ts";
import { useScope } from "#components/live/queries/use-scope.ts";

/**
 * Chooses the departments that something is for; none: it is for everyone.
 * Hidden where the agent may not change it: they take nothing from other
 * departments, and give them nothing.
 */
export function DepartmentsField({
  label,
  hint,
  before,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  /** The departments it is for now; null: it is new. */
  before: readonly string[] | null;
  value: string[];
  onChange: (departmentIds: string[]) => void;
}) {
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
        value={value}
        onChange={onChange}
      />
      <p className="mt-1.5 text-xs text-muted-foreground">{hint}</p>
    </div>
  );
}

/** The names of departments, for a list; empty: something is for everyone. */
export function useDepartmentNames(): (ids: readonly string[]) => string {
  const departments = useDepartments().data ?? [];
  return (ids) =>
    departments
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(", ");
}
