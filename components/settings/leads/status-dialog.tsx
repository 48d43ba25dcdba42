"use client";

import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import {
  createLeadStatusSchema,
  type LeadStatus,
} from "#contract/leads/lead-settings.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useStatusName } from "#components/leads/use-lead-words.ts";
import { api } from "#components/live/transport/api.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { RecordName, type RecordDialogProps } from "./record-list.tsx";

const STAGES = ["open", "won", "lost"] as const;

/** Creates a status, or changes its name and stage. A name that stays as it is shown stays translated. */
export function StatusDialog({
  item: status,
  onClose,
  onSaved,
}: RecordDialogProps<LeadStatus>) {
  const t = useTranslations("settings.leads");
  const nameOf = useStatusName();
  const shownName = status ? nameOf(status) : "";
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createLeadStatusSchema,
    defaultValues: { name: shownName, stage: status?.stage ?? "open" },
    save: (values) =>
      status && values.name === shownName
        ? api<LeadStatus>(`/lead-statuses/${status.id}`, {
            method: "PATCH",
            body: { stage: values.stage },
          })
        : saveRecord<LeadStatus>("lead-statuses", status?.id, values),
    onSaved,
  });
  return (
    <FormDialog
      title={t(status ? "editStatus" : "newStatus")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <RecordName
        registered={form.register("name")}
        error={form.formState.errors.name?.message}
      />
      <Controller
        control={form.control}
        name="stage"
        render={({ field }) => (
          <ChoiceField
            label={t("stage")}
            value={field.value ?? "open"}
            onChange={field.onChange}
            choices={STAGES.map((stage) => ({
              value: stage,
              label: t(`stages.${stage}`),
              hint: t(`stageHints.${stage}`),
            }))}
          />
        )}
      />
    </FormDialog>
  );
}
