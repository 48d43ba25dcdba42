"use client";

import { useTranslations } from "next-intl";
import { useDepartments } from "#components/live/use-directory.ts";
import { Select } from "#components/ui/select.tsx";

const NONE = "none";

/** The department something belongs to, or none. */
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
  const departments = useDepartments().data ?? [];
  return (
    <Select
      {...aria}
      value={value ?? NONE}
      onValueChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
      groups={[
        { value: NONE, label: t("noDepartment") },
        ...departments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
