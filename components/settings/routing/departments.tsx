"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { Building2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { createDepartmentSchema } from "#contract/people/department-requests.ts";
import type { Hours } from "#contract/hours/hours.ts";
import type { Department } from "#contract/people/department.ts";
import {
  useCompany,
  useDepartments,
} from "#components/live/queries/use-directory.ts";
import { useScope } from "#components/live/queries/use-scope.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { OfficeBadge } from "#components/settings/hours/office-badge.tsx";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";

export function Departments() {
  const t = useTranslations("settings.departments");
  const { isCompany, covers } = useScope();
  const query = useDepartments();
  const items = query.data?.filter(({ id }) => covers(id));
  return (
    <ResourcePage<Department>
      noun="departments"
      query={{ ...query, data: items } as typeof query}
      mayAddAndDelete={isCompany}
      icon={<Building2 />}
      detailOf={({ memberIds }) => t("members", { count: memberIds.length })}
      badgesOf={({ schedule }) => schedule && <OfficeBadge hours={schedule} />}
      renderDialog={({ item, ...dialog }) => (
        <DepartmentDialog department={item} {...dialog} />
      )}
    />
  );
}

function DepartmentDialog({
  department,
  onClose,
  onSaved,
}: {
  department: Department | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.departments");
  const { isCompany } = useScope();
  const companyHours = useCompany().data?.hours ?? null;
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createDepartmentSchema,
    defaultValues: {
      name: department?.name ?? "",
      memberIds: department?.memberIds ?? [],
      schedule: department?.schedule ?? null,
    },
    save: (values) =>
      saveRecord<Department>("departments", department?.id, values),
    onSaved,
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      title={department ? t("edit") : t("add")}
      isWide
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <TextField control={form.control} name="name" label={t("name")} />
      {/* Members decide what the department's supervisors see, so these cannot choose them. */}
      {isCompany && (
        <FormField
          control={form.control}
          name="memberIds"
          label={t("memberIds")}
        >
          {(control, field) => (
            <MemberPicker
              allStaff
              {...control}
              isOrdered={false}
              value={field.value ?? []}
              onChange={field.onChange}
            />
          )}
        </FormField>
      )}
      <fieldset>
        <legend className="text-sm font-medium">{t("officeHours")}</legend>
        <p className="mt-0.5 mb-2 text-xs text-muted-foreground">
          {t("officeHoursHint")}
        </p>
        <Controller
          control={form.control}
          name="schedule"
          render={({ field }) => (
            <HoursEditor
              value={(field.value ?? null) as Hours | null}
              onChange={field.onChange}
              inherited={companyHours ? "company" : "always"}
              inheritedHours={companyHours}
              error={firstMessage(errors.schedule)}
            />
          )}
        />
      </fieldset>
    </FormDialog>
  );
}
