"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { useLocale, useTranslations } from "next-intl";
import { Controller, useWatch } from "react-hook-form";
import { locales } from "#contract/base/locales.ts";
import {
  createTeamChatSchema,
  fieldsOf,
  TEAM_CHAT_ALERTS,
  TEAM_CHAT_KINDS,
  updateTeamChatSchema,
  type TeamChat,
  type TeamChatAlert,
  type TeamChatKind,
} from "#contract/notifications/team-chat.ts";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { languageName } from "#components/words/times.ts";

/** Empty fields are left out: a secret that is not entered again stays. */
type Values = {
  name: string;
  kind: TeamChatKind;
  url?: string | undefined;
  secret?: string | undefined;
  recipient?: string | undefined;
  alerts: TeamChatAlert[];
  locale: TeamChat["locale"];
  showsText: boolean;
  on: boolean;
};

export function TeamChatForm({
  chat,
  onClose,
  onSaved,
}: {
  chat: TeamChat | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.teamChats");
  const uiLocale = useLocale();
  const { form, submit, problem, isDirty, isSaving } = useServerForm<
    Values,
    TeamChat
  >({
    schema: (chat ? updateTeamChatSchema : createTeamChatSchema) as never,
    defaultValues: {
      name: chat?.name ?? "",
      kind: chat?.kind ?? "slack",
      recipient: chat?.recipient ?? undefined,
      alerts: chat?.alerts ?? ["channel_problem", "nobody_logged_in"],
      locale: chat?.locale ?? uiLocale,
      showsText: chat?.showsText ?? false,
      on: chat?.on ?? true,
    },
    save: (values) => saveRecord<TeamChat>("team-chats", chat?.id, values),
    onSaved,
  });
  const { control, register, formState } = form;
  const { errors } = formState;
  const kind = useWatch({ control, name: "kind" });
  const fields = fieldsOf(kind);
  const emptyIsNone = (value: unknown) => (value === "" ? undefined : value);
  const kept = chat ? { placeholder: t("unchanged") } : {};
  return (
    <FormDialog
      title={chat ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
      isWide
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField control={control} name="name" label={t("name")} />
        <Controller
          control={control}
          name="kind"
          render={({ field }) => (
            <Field label={t("kind")}>
              {(aria) => (
                <Select
                  {...aria}
                  value={field.value}
                  disabled={chat !== null}
                  onValueChange={field.onChange}
                  groups={TEAM_CHAT_KINDS.map((value) => ({
                    value,
                    label: t(`kinds.${value}`),
                  }))}
                />
              )}
            </Field>
          )}
        />
      </div>
      {kind !== "line" && (
        <Field
          label={t("url")}
          hint={t(`urlHints.${kind}`)}
          error={errors.url?.message}
        >
          {(aria) => (
            <Input
              {...aria}
              {...register("url", { setValueAs: emptyIsNone })}
              {...kept}
              type="url"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      {fields.includes("secret") && (
        <Field
          label={kind === "line" ? t("token") : t("secret")}
          hint={kind === "line" ? t("tokenHint") : t("secretHint")}
          error={errors.secret?.message}
        >
          {(aria) => (
            <Input
              {...aria}
              {...register("secret", { setValueAs: emptyIsNone })}
              {...kept}
              type="password"
              autoComplete="off"
            />
          )}
        </Field>
      )}
      {fields.includes("recipient") && (
        <Field
          label={t("recipient")}
          hint={t("recipientHint")}
          error={errors.recipient?.message}
        >
          {(aria) => (
            <Input
              {...aria}
              {...register("recipient", { setValueAs: emptyIsNone })}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      <Controller
        control={control}
        name="alerts"
        render={({ field }) => (
          <div>
            <CheckList
              label={t("alerts")}
              empty=""
              options={TEAM_CHAT_ALERTS.map((value) => ({
                value,
                label: t(`alertNames.${value}`),
              }))}
              value={field.value}
              onChange={field.onChange}
            />
            {errors.alerts && (
              <p role="alert" className="mt-1 text-xs text-destructive">
                {t("noAlerts")}
              </p>
            )}
          </div>
        )}
      />
      <Controller
        control={control}
        name="locale"
        render={({ field }) => (
          <Field label={t("locale")}>
            {(aria) => (
              <Select
                {...aria}
                value={field.value}
                onValueChange={field.onChange}
                groups={locales.map((value) => ({
                  value,
                  label: languageName(uiLocale, value),
                }))}
              />
            )}
          </Field>
        )}
      />
      {(["showsText", "on"] as const).map((name) => (
        <Controller
          key={name}
          control={control}
          name={name}
          render={({ field }) => (
            <SwitchField
              label={t(name)}
              {...(name === "showsText" ? { hint: t("showsTextHint") } : {})}
              checked={field.value}
              onChange={field.onChange}
            />
          )}
        />
      ))}
    </FormDialog>
  );
}
