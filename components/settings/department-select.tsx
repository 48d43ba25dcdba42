"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDepartments } from "#components/live/queries/use-directory.ts";
import { useScope } from "#components/live/queries/use-scope.ts";
import { Select } from "#components/ui/controls/select.tsx";

const NONE = "none";

/** Chooses a department, or none. */
export function DepartmentSelect({
  value,
  onChange,
  ...aria
}: {
  value: string | null;
  onChange: (departmentId: string | null) => void;
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  const t = useTranslations("settings.fields");
  const { isCompany, covers } = useScope();
  const [initial] = useState(value);
  // Supervisors move nothing out of their own departments, or into others.
  const departments = (useDepartments().data ?? []).filter(
    ({ id }) => isCompany || id === initial || (initial !== null && covers(id)),
  );
  const mayBeNone = isCompany || initial === null;
  return (
    <Select
      {...aria}
      value={value ?? NONE}
      onValueChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
      groups={[
        ...(mayBeNone ? [{ value: NONE, label: t("noDepartment") }] : []),
        ...departments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
