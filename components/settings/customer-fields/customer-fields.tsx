"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { ClipboardList } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller } from "react-hook-form";
import {
  createCustomerFieldSchema,
  CUSTOMER_FIELD_TYPES,
  updateCustomerFieldSchema,
  type CustomerField,
} from "#contract/customers/customer-field.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import {
  DepartmentsField,
  DepartmentsBadge,
} from "#components/settings/departments-field.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { saveRecord } from "#components/settings/save-record.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

/** The fields that every customer has, beside name and contact data. */
export function CustomerFields() {
  const t = useTranslations("settings.customerFields");
  const separator = ", ";
  return (
    <ResourcePage<CustomerField>
      noun="customer-fields"
      words="customerFields"
      query={useCustomerFields()}
      icon={<ClipboardList />}
      badgesOf={({ type, departmentIds }) => (
        <>
          <Badge>{t(`types.${type}`)}</Badge>
          <DepartmentsBadge label={t("departments")} ids={departmentIds} />
        </>
      )}
      detailOf={({ type, options }) =>
        type === "choice" ? options.join(separator) : t(`typeHints.${type}`)
      }
      renderDialog={({ item, ...dialog }) => (
        <FieldForm field={item} {...dialog} />
      )}
    />
  );
}

function FieldForm({
  field,
  onClose,
  onSaved,
}: {
  field: CustomerField | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.customerFields");
  // Lines as they are typed, also empty ones.
  const [lines, setLines] = useState((field?.options ?? []).join("\n"));
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createCustomerFieldSchema,
    defaultValues: {
      name: field?.name ?? "",
      type: field?.type ?? "text",
      options: field?.options ?? [],
      position: field?.position ?? 0,
      departmentIds: field?.departmentIds ?? [],
    },
    save: ({ type, options = [], ...values }) => {
      const body = { ...values, options: type === "choice" ? options : [] };
      return saveRecord<CustomerField>(
        "customer-fields",
        field?.id,
        field ? updateCustomerFieldSchema.parse(body) : { ...body, type },
      );
    },
    onSaved,
  });
  const { errors } = form.formState;
  const type = form.watch("type");
  return (
    <FormDialog
      title={field ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <TextField
        control={form.control}
        name="name"
        label={t("name")}
        maxLength={60}
      />
      {field === null && (
        <Controller
          control={form.control}
          name="type"
          render={({ field: { value, onChange } }) => (
            <Field label={t("type")} hint={t("typeHint")}>
              {(control) => (
                <Select
                  {...control}
                  value={value ?? "text"}
                  onValueChange={onChange}
                  groups={CUSTOMER_FIELD_TYPES.map((one) => ({
                    value: one,
                    label: t(`types.${one}`),
                  }))}
                />
              )}
            </Field>
          )}
        />
      )}
      {type === "choice" && (
        <Controller
          control={form.control}
          name="options"
          render={({ field: { onChange } }) => (
            <Field
              label={t("options")}
              hint={t("optionsHint")}
              error={errors.options?.message ?? errors.options?.root?.message}
            >
              {(control) => (
                <Textarea
                  {...control}
                  rows={4}
                  value={lines}
                  onChange={(event) => {
                    const { value } = event.target;
                    setLines(value);
                    onChange(
                      value
                        .split("\n")
                        .map((line) => line.trim())
                        .filter((line) => line !== ""),
                    );
                  }}
                />
              )}
            </Field>
          )}
        />
      )}
      <DepartmentsField
        control={form.control}
        name="departmentIds"
        label={t("departments")}
        hint={t("departmentsHint")}
        before={field?.departmentIds ?? null}
      />
    </FormDialog>
  );
}
