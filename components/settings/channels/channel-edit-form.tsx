"use client";

import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { toast } from "#components/ui/toast.ts";
import { updateChannelSchema } from "#contract/requests.ts";
import type { Channel } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Card } from "#components/settings/section.tsx";
import { useRefresh } from "#components/settings/use-refresh.ts";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** Name, destination, and a new token or secret; those are never shown again. */
export function ChannelEditForm({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const common = useTranslations("common");
  const refresh = useRefresh("channels");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: updateChannelSchema,
    defaultValues: {
      name: channel.name,
      route: { open: channel.route.open },
      pageToken: undefined,
      appSecret: undefined,
    },
    save: (values) =>
      api<Channel>(`/channels/${channel.id}`, {
        method: "PATCH",
        body: values,
      }),
    onSaved: () => {
      void refresh();
      form.resetField("pageToken", { defaultValue: "" });
      form.resetField("appSecret", { defaultValue: "" });
      toast.success(common("saved"));
    },
  });
  const { errors } = form.formState;
  const secret = { setValueAs: (value: string) => value || undefined };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Card title={t("route")} hint={t("routeHint")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("name")} error={errors.name?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register("name")}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={t("destination")} error={errors.route?.message}>
            {(control) => (
              <Controller
                control={form.control}
                name="route.open"
                render={({ field }) => (
                  <DestinationSelect
                    {...control}
                    value={field.value ?? null}
                    onChange={field.onChange}
                    nowhere={t("nowhere")}
                  />
                )}
              />
            )}
          </Field>
        </div>
      </Card>
      <Card title={t("credentials")} hint={t("credentialsHint")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("newToken")} error={errors.pageToken?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register("pageToken", secret)}
                type="password"
                autoComplete="new-password"
                placeholder={t("unchanged")}
              />
            )}
          </Field>
          <Field label={t("newSecret")} error={errors.appSecret?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register("appSecret", secret)}
                type="password"
                autoComplete="new-password"
                placeholder={t("unchanged")}
              />
            )}
          </Field>
        </div>
        <dl className="mt-4 flex flex-wrap gap-x-8 gap-y-1 text-sm">
          <div className="flex gap-2">
            <dt className="text-muted-foreground">{t("pageId")}</dt>
            <dd className="font-mono text-xs leading-5">{channel.pageId}</dd>
          </div>
          <div className="flex gap-2">
            <dt className="text-muted-foreground">{t("appId")}</dt>
            <dd className="font-mono text-xs leading-5">{channel.appId}</dd>
          </div>
        </dl>
      </Card>
      {problem && (
        <Notice tone="danger" role="alert" className="mb-4">
          {problem}
        </Notice>
      )}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={isSaving}>
          {common("save")}
        </Button>
      </div>
    </form>
  );
}
