"use client";

import { useTranslations } from "next-intl";
import { createMessengerSchema } from "#contract/channels/channel-requests.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { api } from "#components/live/transport/api.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Card } from "#components/settings/section.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { joinSentences } from "#components/words/sentences.ts";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Connects a page with values from Meta's app dashboard. The next page shows the values to enter there. */
export function ConnectMessenger() {
  const t = useTranslations("settings.channels");
  const common = useTranslations("common");
  const go = useGo();
  const refresh = useRefresh("channels");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: createMessengerSchema,
    defaultValues: {
      pageId: "",
      pageToken: "",
      appId: "",
      appSecret: "",
      name: "",
      route: { open: null },
    },
    save: (values) =>
      api<Channel>("/channels", {
        method: "POST",
        body: {
          ...values,
          name: values.name || undefined,
          appSecret: values.appSecret || undefined,
        },
      }),
    onSaved: (channel) => {
      void refresh();
      go(`/settings/channels/${channel.id}?connected`);
    },
  });
  const { errors } = form.formState;
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Card
        title={t("page")}
        hint={joinSentences(t("connectHint"), t("pageHint"))}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t("pageId")}
            hint={t("pageIdHint")}
            error={errors.pageId?.message}
          >
            {(control) => (
              <Input
                {...control}
                {...form.register("pageId")}
                inputMode="numeric"
                autoComplete="off"
              />
            )}
          </Field>
          <Field
            label={t("name")}
            optional={common("optional")}
            hint={t("nameHint")}
            error={errors.name?.message}
          >
            {(control) => (
              <Input
                {...control}
                {...form.register("name", {
                  setValueAs: (value: string) => value || undefined,
                })}
                autoComplete="off"
              />
            )}
          </Field>
          <Field
            label={t("pageToken")}
            hint={t("pageTokenHint")}
            error={errors.pageToken?.message}
            className="sm:col-span-2"
          >
            {(control) => (
              <Input
                {...control}
                {...form.register("pageToken")}
                type="password"
                autoComplete="new-password"
                spellCheck={false}
              />
            )}
          </Field>
        </div>
      </Card>
      <Card title={t("app")} hint={t("appHint")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("appId")} error={errors.appId?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register("appId")}
                inputMode="numeric"
                autoComplete="off"
              />
            )}
          </Field>
          <Field
            label={t("appSecret")}
            hint={t("appSecretHint")}
            error={errors.appSecret?.message}
          >
            {(control) => (
              <Input
                {...control}
                {...form.register("appSecret", {
                  setValueAs: (value: string) => value || undefined,
                })}
                type="password"
                autoComplete="new-password"
                spellCheck={false}
              />
            )}
          </Field>
        </div>
      </Card>
      <Card title={t("route")} hint={t("routeHint")}>
        <FormField
          control={form.control}
          name="route.open"
          label={t("destination")}
        >
          {(control, field) => (
            <DestinationSelect
              {...control}
              value={field.value ?? null}
              onChange={field.onChange}
              nowhere={t("nowhere")}
            />
          )}
        </FormField>
      </Card>
      {problem && (
        <Notice tone="danger" role="alert" className="mb-4">
          {problem}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => go("/settings/channels")}>
          {common("cancel")}
        </Button>
        <Button type="submit" variant="primary" busy={isSaving}>
          {t("connectSubmit")}
        </Button>
      </div>
    </form>
  );
}
