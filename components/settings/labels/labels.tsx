"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { useQuery } from "@tanstack/react-query";
import { Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import { labelColor } from "#contract/customers/label-colors.ts";
import type { LabelRecord, LabelUse } from "#contract/customers/label.ts";
import { createLabelSchema } from "#contract/customers/label-requests.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { api } from "#components/live/transport/api.ts";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import {
  DepartmentsField,
  DepartmentsBadge,
} from "#components/settings/departments-field.tsx";
import { ColorField } from "#components/settings/color-field.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";

/** The labels for customers and threads. */
export function Labels() {
  const t = useTranslations("settings.labels");
  return (
    <ResourcePage<LabelRecord>
      isByName
      noun="labels"
      query={useLabels()}
      icon={<Tag />}
      badgesOf={({ departmentIds }) => (
        <DepartmentsBadge label={t("departments")} ids={departmentIds} />
      )}
      iconOf={({ color }) => <LabelDot color={color} className="size-3" />}
      detailOf={({ description }) => description || t("noDescription")}
      deletingOf={(label) => <WhatUsesIt label={label} />}
      renderDialog={({ item, ...dialog }) => (
        <LabelForm label={item} {...dialog} />
      )}
    />
  );
}

/** Shows before deletion how often the label is used, and the rules that prevent it. */
function WhatUsesIt({ label: { id } }: { label: LabelRecord }) {
  const t = useTranslations("settings.labels");
  const { data: use } = useQuery({
    queryKey: liveKey("label-use", id),
    queryFn: ({ signal }) => api<LabelUse>(`/labels/${id}/use`, { signal }),
    gcTime: 0,
  });
  if (!use) return t("looking");
  const [first] = use.rules;
  if (first)
    return t("heldByRules", {
      count: use.rules.length,
      rule: first.rule,
      channel: first.channel,
    });
  if (use.threads + use.customers === 0) return t("unused");
  return t("worn", { threads: use.threads, customers: use.customers });
}

function LabelForm({
  label,
  onClose,
  onSaved,
}: {
  label: LabelRecord | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.labels");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createLabelSchema,
    defaultValues: {
      name: label?.name ?? "",
      color: labelColor(label?.color ?? ""),
      description: label?.description ?? "",
      departmentIds: label?.departmentIds ?? [],
    },
    save: (values) => saveRecord<LabelRecord>("labels", label?.id, values),
    onSaved,
  });
  return (
    <FormDialog
      title={label ? t("edit") : t("add")}
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
        maxLength={40}
      />
      <ColorField control={form.control} name="color" />
      <TextField
        control={form.control}
        name="description"
        label={t("description")}
        hint={t("descriptionHint")}
        maxLength={200}
      />
      <DepartmentsField
        control={form.control}
        name="departmentIds"
        label={t("departments")}
        hint={t("departmentsHint")}
        before={label?.departmentIds ?? null}
      />
    </FormDialog>
  );
}
