"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import { pageRouteSchema } from "#contract/channels/channel-requests.ts";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import type {
  CheckChannel,
  CheckedChannel,
  DraftValues,
} from "#contract/channels/guide.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useScope } from "#components/live/queries/use-scope.ts";
import { api } from "#components/live/transport/api.ts";
import { DepartmentSelect } from "#components/settings/department-select.tsx";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { CheckedNotice } from "./values-steps.tsx";

/** The destination of messages, and whether past ones are brought in. Then the page is connected. */
export function RouteStep({
  checked,
  values,
  onKeep,
  onConnected,
}: {
  /** Null: the values were not checked yet. */
  checked: CheckedChannel | null;
  values: DraftValues;
  onKeep: (values: DraftValues) => void;
  onConnected: (channel: ConnectedChannel) => void;
}) {
  const t = useTranslations("settings.channels");
  const fields = useTranslations("settings.fields");
  const pasted = useFormContext<CheckChannel>();
  const { isCompany } = useScope();
  const { form, submit, problem, isSaving } = useServerForm({
    schema: pageRouteSchema,
    defaultValues: {
      departmentId: values.departmentId ?? null,
      route: { open: values.open ?? null },
      import: values.import ?? false,
    },
    save: (chosen) => {
      const { pageToken, appId, appSecret } = pasted.getValues();
      return api<ConnectedChannel>("/channels", {
        method: "POST",
        body: {
          pageId: checked?.pageId,
          pageToken: pageToken.trim(),
          appId: appId.trim(),
          ...(appSecret ? { appSecret: appSecret.trim() } : {}),
          ...chosen,
          // A department's supervisor connects for it, or leaves that open.
          departmentId: chosen.departmentId ?? (isCompany ? null : undefined),
        },
      });
    },
    onSaved: onConnected,
  });
  if (checked === null) return <Notice>{t("guide.checkFirst")}</Notice>;
  if (checked.connectedAs !== null) return <CheckedNotice checked={checked} />;
  return (
    <div className="space-y-4">
      <CheckedNotice checked={checked} />
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField
          control={form.control}
          name="departmentId"
          label={fields("department")}
          hint={t("guide.departmentHint")}
        >
          {(ids, field) => (
            <DepartmentSelect
              {...ids}
              value={field.value ?? null}
              onChange={(departmentId) => {
                field.onChange(departmentId);
                onKeep({ departmentId });
              }}
            />
          )}
        </FormField>
        <FormField
          control={form.control}
          name="route.open"
          label={t("destination")}
          hint={t("routeHint")}
        >
          {(ids, field) => (
            <DestinationSelect
              {...ids}
              value={field.value ?? null}
              onChange={(open) => {
                field.onChange(open);
                onKeep({ open });
              }}
              nowhere={t("nowhere")}
            />
          )}
        </FormField>
      </div>
      <Controller
        control={form.control}
        name="import"
        render={({ field }) => (
          <SwitchField
            label={t("guide.import")}
            hint={t("guide.importHint")}
            checked={field.value ?? false}
            onChange={(isOn) => {
              field.onChange(isOn);
              onKeep({ import: isOn });
            }}
          />
        )}
      />
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <Button variant="primary" busy={isSaving} onClick={() => void submit()}>
        {t("guide.connect")}
      </Button>
    </div>
  );
}
