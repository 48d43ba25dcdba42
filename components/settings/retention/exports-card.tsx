"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import {
  privacySettingsSchema,
  type PrivacySettings,
} from "#contract/company/privacy.ts";
import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { EditForm } from "#components/settings/edit-form.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card } from "#components/settings/section.tsx";

const PATH = "/settings/privacy";

/** The content of the export of a customer's data. It is saved apart from the days above it. */
export function ExportsCard() {
  const query = useQuery({
    queryKey: liveKey("privacy-settings"),
    queryFn: ({ signal }) => api<PrivacySettings>(PATH, { signal }),
  });
  return (
    <QueryStates query={query}>
      {(data) => (
        <EditForm
          item={data}
          valuesOf={(settings) => settings}
          schema={privacySettingsSchema}
          path={PATH}
          noun="privacy-settings"
        >
          <NotesSwitch />
        </EditForm>
      )}
    </QueryStates>
  );
}

function NotesSwitch() {
  const t = useTranslations("settings.retention");
  const { control } = useFormContext<PrivacySettings>();
  return (
    <Card title={t("exports")} hint={t("exportsHint")}>
      <FormSwitch
        control={control}
        name="exportNotes"
        label={t("exportNotes")}
        hint={t("exportNotesHint")}
      />
    </Card>
  );
}
