"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller } from "react-hook-form";
import { createCannedReplySchema } from "#contract/canned/canned-reply-requests.ts";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { VARIABLES } from "#contract/canned/variables.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { LocalTextField } from "#components/forms/fields/local-text-field.tsx";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { CannedFiles } from "./canned-files.tsx";
import { ScopeField } from "./scope-field.tsx";

const UNWRITTEN = { "*": "" };

export function CannedReplyForm({
  reply,
  onClose,
  onSaved,
}: {
  reply: CannedReply | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.cannedReplies");
  const common = useTranslations("common");
  const fields = useCustomerFields().data ?? [];
  const [kept] = useState<Attachment[]>(reply?.attachments ?? []);
  const [files, setFiles] = useState(kept);
  const [isUploading, setUploading] = useState(false);
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createCannedReplySchema,
    defaultValues: {
      shortcut: reply?.shortcut ?? "",
      title: reply?.title ?? "",
      category: reply?.category ?? "",
      scope: reply?.scope ?? "private",
      bodies: reply?.bodies ?? UNWRITTEN,
      attachmentIds: [],
    },
    save: (values) =>
      saveRecord<CannedReply>("canned-replies", reply?.id, {
        ...values,
        attachmentIds: files.map(({ id }) => id),
      }),
    onSaved,
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      title={reply ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty || files !== kept}
      isSaving={isSaving || isUploading}
      problem={problem}
      isWide
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          control={form.control}
          name="title"
          label={t("name")}
          maxLength={80}
        />
        <Field
          label={t("shortcut")}
          hint={t("shortcutHint")}
          error={errors.shortcut && t("shortcutError")}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("shortcut")}
              maxLength={40}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field
          label={t("category")}
          optional={common("optional")}
          error={errors.category?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("category")}
              maxLength={40}
              autoComplete="off"
            />
          )}
        </Field>
        <Controller
          control={form.control}
          name="scope"
          render={({ field }) => (
            <ScopeField
              value={field.value ?? "private"}
              isShared={reply !== null && reply.scope !== "private"}
              onChange={field.onChange}
            />
          )}
        />
      </div>
      <Controller
        control={form.control}
        name="bodies"
        render={({ field }) => (
          <LocalTextField
            label={t("text")}
            hint={t("textHint", {
              fallback: '{{customer.firstName | default:"…"}}',
            })}
            variables={[
              ...VARIABLES.map((name) => ({
                value: `{{${name}}}`,
                label: t(`variables.${name.replace(".", "_") as "now"}`),
              })),
              ...fields.map(({ key, name }) => ({
                value: `{{customer.field.${key}}}`,
                label: t("variables.field", { name }),
              })),
            ]}
            value={field.value ?? UNWRITTEN}
            error={errors.bodies && t("textError")}
            onChange={field.onChange}
          />
        )}
      />
      <CannedFiles
        files={files}
        onFiles={setFiles}
        onUploading={setUploading}
      />
    </FormDialog>
  );
}
