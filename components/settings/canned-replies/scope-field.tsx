"use client";

import { useTranslations } from "next-intl";
import type { CannedScope } from "#contract/canned/canned-reply.ts";
import { isSupervising } from "#contract/people/roles.ts";
import { useDepartments } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const EVERYBODY = "everybody";

/** The people who can use a canned reply or macro. Agents keep their own ones; supervisors share. A shared one does not become private again. */
export function ScopeField({
  value,
  isShared,
  onChange,
}: {
  value: CannedScope;
  isShared: boolean;
  onChange: (scope: CannedScope) => void;
}) {
  const t = useTranslations("settings.cannedReplies");
  const { role } = useMe();
  const departments = useDepartments();
  if (!isSupervising(role)) return null;
  const own = { value: "private", label: t("scopes.private") };
  const options = [
    ...(isShared ? [] : [own]),
    { value: EVERYBODY, label: t("scopes.everybody") },
    ...(departments.data ?? []).map(({ id, name }) => ({
      value: id,
      label: name,
    })),
  ];
  return (
    <Field label={t("scope")}>
      {(control) => (
        <Select
          {...control}
          value={typeof value === "string" ? value : value.departmentId}
          onValueChange={(chosen) =>
            onChange(
              chosen === "private" || chosen === EVERYBODY
                ? chosen
                : { departmentId: chosen },
            )
          }
          groups={options}
        />
      )}
    </Field>
  );
}
