"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import { CONTACT_FIELDS, type Lead } from "#contract/leads/lead.ts";
import { useState } from "react";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useKeepLead } from "#components/leads/use-leads.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

const MAX_LENGTH = 300;
const TYPES: Partial<Record<(typeof CONTACT_FIELDS)[number], string>> = {
  email: "email",
  phone: "tel",
};
const formSchema = z.object(
  Object.fromEntries(
    CONTACT_FIELDS.map((field) => [field, z.string().trim().max(MAX_LENGTH)]),
  ) as Record<(typeof CONTACT_FIELDS)[number], z.ZodString>,
);

/** Changes the contact; only what differs is sent. The answers of the form stay as they were given. */
export function ContactDialog({
  lead,
  onClose,
}: {
  lead: Lead;
  onClose: () => void;
}) {
  const t = useTranslations("leads");
  const common = useTranslations("common");
  const keep = useKeepLead();
  // As it was when the form opened: what a teammate changes meanwhile is no change of this form.
  const [contact] = useState(lead.contact);
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: formSchema,
    defaultValues: Object.fromEntries(
      CONTACT_FIELDS.map((field) => [field, contact?.[field] ?? ""]),
    ),
    save: (values) =>
      api<Lead>(`/leads/${lead.id}`, {
        method: "PATCH",
        body: {
          contact: Object.fromEntries(
            CONTACT_FIELDS.filter(
              (field) => values[field] !== (contact?.[field] ?? ""),
            ).map((field) => [field, values[field] || null]),
          ),
        },
      }),
    onSaved: (saved) => {
      void keep(saved);
      toast.success(common("saved"));
      onClose();
    },
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      isWide
      title={t("editContact")}
      description={t("editContactHint")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {CONTACT_FIELDS.map((field) => (
          <Field
            key={field}
            label={t(`fields.${field}`)}
            error={errors[field]?.message}
          >
            {(control) => (
              <Input
                {...control}
                {...form.register(field)}
                type={TYPES[field] ?? "text"}
                maxLength={MAX_LENGTH}
                autoComplete="off"
              />
            )}
          </Field>
        ))}
      </div>
    </FormDialog>
  );
}
