"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller } from "react-hook-form";
import { createCannedReplySchema } from "#contract/canned/canned-reply-requests.ts";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { VARIABLES } from "#contract/canned/variables.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { truncate } from "#contract/text/text.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { LocalTextField } from "#components/forms/fields/local-text-field.tsx";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { useCopied } from "#components/settings/use-copied.ts";
import { uploadAgain } from "#components/live/transport/upload.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { CannedFiles } from "./canned-files.tsx";
import { ScopeField } from "./scope-field.tsx";

const UNWRITTEN = { "*": "" };
const TITLE_CHARACTERS = 60;
const SHORTCUT_CHARACTERS = 38;

/** A reply has files of its own: those of the copied one are uploaded again. */
function idsOf(
  files: readonly Attachment[],
  copied: readonly Attachment[],
): Promise<string[]> {
  return Promise.all(
    files.map(async (file) =>
      copied.some(({ id }) => id === file.id)
        ? (await uploadAgain(file)).id
        : file.id,
    ),
  );
}

/** `text`: the text of a new one, its first line as the title. */
export function CannedReplyForm({
  reply,
  copyOf = null,
  text = "",
  onClose,
  onSaved,
}: {
  reply: CannedReply | null;
  /** The new one begins as a copy of this one. */
  copyOf?: CannedReply | null;
  text?: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.cannedReplies");
  const common = useTranslations("common");
  const fields = useCustomerFields().data ?? [];
  const copied = useCopied();
  const from = reply ?? copyOf;
  const [kept] = useState<Attachment[]>(from?.attachments ?? []);
  const [files, setFiles] = useState(kept);
  const [isUploading, setUploading] = useState(false);
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createCannedReplySchema,
    defaultValues: {
      // A shortcut is unique among those of its scope.
      shortcut:
        reply?.shortcut ??
        (copyOf ? `${truncate(copyOf.shortcut, SHORTCUT_CHARACTERS)}-2` : ""),
      title:
        reply?.title ??
        (copyOf
          ? copied.name(copyOf.title, 80)
          : truncate(text.split("\n", 1)[0] ?? "", TITLE_CHARACTERS)),
      category: from?.category ?? "",
      scope: from && copied.mayKeepScope(from) ? from.scope : "private",
      bodies: from?.bodies ?? { "*": text },
      attachmentIds: [],
      activeFrom: from?.activeFrom ?? null,
      activeUntil: from?.activeUntil ?? null,
    },
    save: async (values) =>
      saveRecord<CannedReply>("canned-replies", reply?.id, {
        ...values,
        attachmentIds: await idsOf(files, copyOf?.attachments ?? []),
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
              lead: "{{lead.…}}",
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
      <div className="grid gap-4 sm:grid-cols-2">
        {(["activeFrom", "activeUntil"] as const).map((name) => (
          <Controller
            key={name}
            control={form.control}
            name={name}
            render={({ field }) => (
              <Field
                label={t(name)}
                optional={common("optional")}
                error={errors[name] && t("activeError")}
              >
                {(control) => (
                  <DateTimeInput
                    {...control}
                    value={field.value ?? null}
                    onChange={field.onChange}
                  />
                )}
              </Field>
            )}
          />
        ))}
      </div>
      <CannedFiles
        files={files}
        onFiles={setFiles}
        onUploading={setUploading}
      />
    </FormDialog>
  );
}
