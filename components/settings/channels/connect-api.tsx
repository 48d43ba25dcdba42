"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { useTranslations } from "next-intl";
import { FormProvider } from "react-hook-form";
import { apiRules } from "#contract/channels/rules/api.ts";
import { createApiChannelSchema } from "#contract/channels/channel-requests.ts";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { useGo } from "#components/navigation/use-go.ts";
import {
  CapabilitiesCard,
  CallbackField,
  capabilitiesOf,
} from "#components/settings/channels/receiver-cards.tsx";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Connects an API channel. The answer holds secrets that are shown only once. */
export function ConnectApi({
  onConnected,
}: {
  onConnected: (channel: ConnectedChannel) => void;
}) {
  const t = useTranslations("settings.channels");
  const common = useTranslations("common");
  const go = useGo();
  const refresh = useRefresh("channels");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: createApiChannelSchema,
    defaultValues: {
      type: "api",
      name: "",
      callbackUrl: "",
      capabilities: capabilitiesOf(apiRules),
      route: { open: null },
    },
    save: (values) =>
      api<ConnectedChannel>("/channels", { method: "POST", body: values }),
    onSaved: (channel) => {
      void refresh();
      onConnected(channel);
    },
  });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Card title={t("api.receiver")} hint={t("api.receiverHint")}>
          <div className="grid gap-4">
            <TextField
              control={form.control}
              name="name"
              label={t("name")}
              hint={t("api.nameHint")}
            />
            <CallbackField />
          </div>
        </Card>
        <CapabilitiesCard />
        <Card title={t("route")} hint={t("routeHint")}>
          <FormField
            control={form.control}
            name="route.open"
            label={t("destination")}
          >
            {(ids, field) => (
              <DestinationSelect
                {...ids}
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
    </FormProvider>
  );
}
