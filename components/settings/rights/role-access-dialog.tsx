"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import type { Role } from "#contract/people/agent.ts";
import {
  MAX_SESSIONS,
  type SecuritySettings,
} from "#contract/people/security.ts";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import {
  addressesOf,
  addressLinesSchema,
} from "#components/settings/rights/address-lines.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { patchSecuritySettings } from "./use-security-settings.ts";

const formSchema = z.object({
  allowedAddresses: addressLinesSchema,
  sessionLimits: z.number().int().min(1).max(MAX_SESSIONS).nullable(),
});

/** The addresses of one role, one per line, and its number of browsers. */
export function RoleAccessDialog({
  role,
  settings,
  onClose,
  onSaved,
}: {
  role: Role;
  settings: SecuritySettings;
  onClose: () => void;
  onSaved: (saved: SecuritySettings) => void;
}) {
  const t = useTranslations("settings.rights");
  const roles = useTranslations("roles");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: formSchema,
    defaultValues: {
      allowedAddresses: (settings.allowedAddresses[role] ?? []).join("\n"),
      sessionLimits: settings.sessionLimits[role] ?? null,
    },
    save: ({ allowedAddresses, sessionLimits }) =>
      patchSecuritySettings({
        allowedAddresses: withRole(
          settings.allowedAddresses,
          role,
          addressesOf(allowedAddresses),
        ),
        sessionLimits: withRole(settings.sessionLimits, role, sessionLimits),
      }),
    onSaved,
  });
  const { control, register, formState } = form;
  return (
    <FormDialog
      title={t("editRole", { role: roles(role) })}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <Field
        label={t("addresses")}
        hint={t("addressesHint")}
        error={formState.errors.allowedAddresses?.message}
      >
        {(ids) => (
          <Textarea
            {...ids}
            {...register("allowedAddresses")}
            rows={4}
            spellCheck={false}
            autoComplete="off"
          />
        )}
      </Field>
      <NumberField
        control={control}
        name="sessionLimits"
        label={t("devices")}
        hint={t("devicesHint")}
        min={1}
        max={MAX_SESSIONS}
        placeholder={t("unlimited")}
      />
    </FormDialog>
  );
}

/** The record with another value of one role; null: without. Pure. */
function withRole<Value>(
  record: Partial<Record<Role, Value>>,
  role: Role,
  value: Value | null,
): Partial<Record<Role, Value>> {
  const { [role]: _old, ...others } = record;
  return value === null
    ? others
    : { ...(others as Partial<Record<Role, Value>>), [role]: value };
}
