"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTheme } from "next-themes";
import { useLocale, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { toast } from "#components/page/toast.ts";
import { z } from "zod";
import { updateAgentSchema } from "#contract/people/agent-requests.ts";
import type { Agent } from "#contract/people/agent.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { NotificationCard } from "#components/settings/profile/notification-card.tsx";
import { PhotoField } from "#components/settings/profile/photo-field.tsx";
import { PasswordCard } from "#components/settings/profile/password-card.tsx";
import { TotpCard } from "#components/settings/profile/totp-card.tsx";
import { SoundCard } from "#components/settings/profile/sound-card.tsx";
import { SessionList } from "#components/settings/session-list.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useChooseLanguage } from "#components/words/language.ts";
import { languages } from "#components/words/language-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import {
  AFTER_CLOSE,
  setPreference,
  usePreferences,
  type AfterClose,
} from "#components/live/stores/preferences.ts";
import { mayDo } from "#contract/people/policy.ts";
import {
  MAX_DISPLAY_NAME,
  UNDO_SECONDS,
  type PersonalPreferences,
  type UndoSeconds,
} from "#contract/people/preferences.ts";
import { chooseUndoSeconds } from "#components/live/actions/sync-preferences.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { isStaff } from "#contract/people/roles.ts";

const THEMES = ["light", "dark", "system"] as const;

export function Profile() {
  const t = useTranslations("settings.profile");
  const { role } = useMe();
  return (
    <SettingsPage title={t("title")}>
      {/* Reviewers are guests from outside; an admin sets their names. */}
      {isStaff(role) && <NameCard />}
      <LookCard />
      <SoundCard />
      {isStaff(role) && <NotificationCard />}
      <PasswordCard />
      <TotpCard />
      <SessionsCard />
    </SettingsPage>
  );
}

function SessionsCard() {
  const t = useTranslations("settings.sessions");
  return (
    <Card title={t("title")} hint={t("hint")}>
      <SessionList path="/me" />
    </Card>
  );
}

const nameSchema = z.object({
  name: updateAgentSchema.shape.name.unwrap(),
  displayName: z.string().trim().max(MAX_DISPLAY_NAME),
});

function NameCard() {
  const t = useTranslations("settings.profile");
  const { data } = useQuery({
    queryKey: liveKey("preferences"),
    queryFn: () => api<PersonalPreferences>("/me/preferences"),
  });
  return (
    <Card title={t("you")}>
      <PhotoField />
      {/* The form begins with what is stored. */}
      {data && <NameForm displayName={data.displayName ?? ""} />}
    </Card>
  );
}

function NameForm({ displayName }: { displayName: string }) {
  const t = useTranslations("settings.profile");
  const common = useTranslations("common");
  const me = useMe();
  const router = useRouter();
  const refresh = useRefresh("agents");
  const queryClient = useQueryClient();
  const { form, submit, problem, isSaving } = useServerForm({
    schema: nameSchema,
    defaultValues: { name: me.name, displayName },
    save: async ({ name, displayName: shown }) => {
      await api<Agent>(`/agents/${me.id}`, { method: "PATCH", body: { name } });
      const saved = await api<PersonalPreferences>("/me/preferences", {
        method: "PATCH",
        body: { displayName: shown === "" ? null : shown },
      });
      queryClient.setQueryData(liveKey("preferences"), saved);
    },
    onSaved: () => {
      toast.success(common("saved"));
      void refresh();
      router.refresh();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid gap-4 sm:grid-cols-2"
    >
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={form.formState.errors.name?.message}
      >
        {(control) => (
          <Input {...control} {...form.register("name")} autoComplete="name" />
        )}
      </Field>
      <Field label={t("email")}>
        {(control) => <Input {...control} value={me.email} disabled readOnly />}
      </Field>
      <Field
        label={t("displayName")}
        hint={t("displayNameHint")}
        error={form.formState.errors.displayName?.message}
        optional={common("optional")}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("displayName")}
            autoComplete="nickname"
          />
        )}
      </Field>
      {problem && (
        <Notice tone="danger" role="alert" className="sm:col-span-2">
          {problem}
        </Notice>
      )}
      <div className="flex justify-end sm:col-span-2">
        <Button type="submit" variant="primary" busy={isSaving}>
          {common("save")}
        </Button>
      </div>
    </form>
  );
}

function LookCard() {
  const t = useTranslations("settings.profile");
  const menu = useTranslations("userMenu");
  const { theme = "system", setTheme } = useTheme();
  const choose = useChooseLanguage();
  const locale = useLocale();
  const { role } = useMe();
  const { afterClose } = usePreferences();
  return (
    <Card title={t("look")} hint={t("lookHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={menu("language")}>
          {(control) => (
            <Select
              {...control}
              value={locale}
              onValueChange={choose}
              groups={Object.entries(languages).map(([value, label]) => ({
                value,
                label,
              }))}
            />
          )}
        </Field>
        <Field label={menu("theme")}>
          {(control) => (
            <Select
              {...control}
              value={theme}
              onValueChange={setTheme}
              groups={THEMES.map((value) => ({
                value,
                label: menu(`themes.${value}`),
              }))}
            />
          )}
        </Field>
        {mayDo(role, "threads.reply") && (
          <Field label={t("afterClose.label")}>
            {(control) => (
              <Select
                {...control}
                value={afterClose}
                onValueChange={(value) =>
                  setPreference("afterClose", value as AfterClose)
                }
                groups={AFTER_CLOSE.map((value) => ({
                  value,
                  label: t(`afterClose.${value}`),
                }))}
              />
            )}
          </Field>
        )}
        {mayDo(role, "threads.reply") && <UndoSendField />}
      </div>
    </Card>
  );
}

function UndoSendField() {
  const t = useTranslations("settings.profile.undoSend");
  const common = useTranslations("common");
  const words = useErrorWords();
  const { undoSeconds } = usePreferences();
  return (
    <Field label={t("label")} hint={t("hint")}>
      {(control) => (
        <Select
          {...control}
          value={String(undoSeconds)}
          onValueChange={(value) =>
            void chooseUndoSeconds(Number(value) as UndoSeconds).then(
              () => toast.success(common("saved")),
              (error: unknown) => toast.error(words(error)),
            )
          }
          groups={UNDO_SECONDS.map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? t("off") : t("seconds", { seconds }),
          }))}
        />
      )}
    </Field>
  );
}
