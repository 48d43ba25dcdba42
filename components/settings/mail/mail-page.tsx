"use client";

import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import {
  mailFormSchema,
  type MailFormValues,
} from "#contract/mail/mail-requests.ts";
import type { MailSettings } from "#contract/mail/mail-settings.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { EditForm } from "#components/settings/edit-form.tsx";
import { MailLog } from "#components/settings/mail/mail-log.tsx";
import { MailPreviewCard } from "#components/settings/mail/mail-preview.tsx";
import { TestMailCard } from "#components/settings/mail/test-mail.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** The mail server, a test, every text, and what became of the last emails. */
export function MailPage() {
  const t = useTranslations("settings.mail");
  const query = useQuery({
    queryKey: liveKey("mail-settings"),
    queryFn: ({ signal }) => api<MailSettings>("/settings/mail", { signal }),
  });
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      <QueryStates query={query}>
        {(data) => (
          <>
            <State settings={data} />
            <EditForm
              item={data}
              valuesOf={toValues}
              schema={mailFormSchema}
              path="/settings/mail"
              noun="mail-settings"
            >
              <ServerCard hasPassword={data.hasPassword} />
            </EditForm>
            <TestMailCard isSetUp={data.host !== null} />
            <MailPreviewCard />
            <MailLog />
          </>
        )}
      </QueryStates>
    </SettingsPage>
  );
}

function toValues({ host, port, secure, user, from }: MailSettings) {
  return {
    host: host ?? "",
    port,
    secure,
    user: user ?? "",
    password: "",
    from: from ?? "",
  };
}

/** Whether emails leave, and how many did not. */
function State({ settings: { host, unsent } }: { settings: MailSettings }) {
  const t = useTranslations("settings.mail");
  const counts = (["notSent", "failed", "uncertain"] as const).filter(
    (reason) => unsent[reason] > 0,
  );
  return (
    <>
      {host === null && (
        <Notice tone="warning" className="mb-5">
          {t("none")}
        </Notice>
      )}
      {counts.length > 0 && (
        <Notice className="mb-5">
          {counts
            .map((reason) => t(`unsent.${reason}`, { count: unsent[reason] }))
            .join(" ")}
        </Notice>
      )}
    </>
  );
}

function ServerCard({ hasPassword }: { hasPassword: boolean }) {
  const t = useTranslations("settings.mail");
  const { register, control, formState } = useFormContext<MailFormValues>();
  const { errors } = formState;
  return (
    <Card title={t("server")} hint={t("serverHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("host")} error={errors.host?.message}>
          {(ids) => (
            <Input
              {...ids}
              {...register("host")}
              placeholder="smtp.example.com"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <NumberField
          control={control}
          name="port"
          label={t("port")}
          hint={t("portHint")}
          min={1}
          max={65_535}
        />
        <div className="sm:col-span-2">
          <FormSwitch
            control={control}
            name="secure"
            label={t("secure")}
            hint={t("secureHint")}
          />
        </div>
        <Field label={t("user")} error={errors.user?.message}>
          {(ids) => (
            <Input
              {...ids}
              {...register("user")}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Field
          label={t("password")}
          hint={hasPassword ? t("passwordKept") : t("passwordHint")}
          error={errors.password?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...register("password")}
              type="password"
              autoComplete="new-password"
            />
          )}
        </Field>
        <Field
          label={t("from")}
          hint={t("fromHint")}
          error={errors.from?.message}
          className="sm:col-span-2"
        >
          {(ids) => (
            <Input
              {...ids}
              {...register("from")}
              placeholder="Acme <parley@example.com>"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
    </Card>
  );
}
