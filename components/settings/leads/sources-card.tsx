"use client";

import { useTranslations } from "next-intl";
import {
  leadSourceRequestSchema,
  type LeadSource,
} from "#contract/leads/lead-settings.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useLeadSources } from "#components/leads/use-leads.ts";
import { useSourceName } from "#components/leads/use-lead-words.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import {
  RecordList,
  RecordName,
  type RecordDialogProps,
} from "./record-list.tsx";

/** The sources of leads; a lead of a form gets Facebook or Instagram by its platform. */
export function SourcesCard() {
  const t = useTranslations("settings.leads");
  const nameOf = useSourceName();
  return (
    <RecordList
      kind="lead-sources"
      title={t("sources")}
      hint={t("sourcesHint")}
      addLabel={t("newSource")}
      deleteHint={t("deleteSource")}
      query={useLeadSources()}
      nameOf={nameOf}
      row={(source) => (
        <span className="bidi min-w-0 flex-1 truncate text-sm font-medium">
          {nameOf(source)}
        </span>
      )}
      dialog={(props) => <SourceDialog {...props} />}
    />
  );
}

function SourceDialog({
  item: source,
  onClose,
  onSaved,
}: RecordDialogProps<LeadSource>) {
  const t = useTranslations("settings.leads");
  const nameOf = useSourceName();
  const shownName = source ? nameOf(source) : "";
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: leadSourceRequestSchema,
    defaultValues: { name: shownName },
    // A name that stays as it is shown stays translated.
    save: (values) =>
      source && values.name === shownName
        ? Promise.resolve(source)
        : saveRecord<LeadSource>("lead-sources", source?.id, values),
    onSaved,
  });
  return (
    <FormDialog
      title={t(source ? "editSource" : "newSource")}
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
    </FormDialog>
  );
}
