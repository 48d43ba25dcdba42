"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useWatch, type Control } from "react-hook-form";
import {
  routingSettingsSchema,
  type RoutingSettings,
} from "#contract/routing-settings.ts";
import { api } from "#components/live/api.ts";
import { LIVE } from "#components/live/live-provider.tsx";
import { DurationInput } from "#components/settings/fields/duration-input.tsx";
import { NumberInput } from "#components/settings/fields/number-input.tsx";
import { SaveBar } from "#components/settings/fields/save-bar.tsx";
import { SwitchField } from "#components/settings/fields/switch-field.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { useRefresh } from "#components/settings/use-refresh.ts";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { FormField } from "#components/settings/fields/form-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** What the whole house agrees on about presence and ownership. */
export function RoutingSettingsPage() {
  const t = useTranslations("settings.routing");
  const all = useTranslations("settings");
  const words = useErrorWords();
  const query = useQuery({
    queryKey: [...LIVE, "routing-settings"],
    queryFn: ({ signal }) =>
      api<RoutingSettings>("/settings/routing", { signal }),
  });
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      {query.data ? (
        <SettingsForm settings={query.data} />
      ) : query.isError ? (
        <EmptyState
          title={all("failed")}
          text={words(query.error)}
          action={
            <Button onClick={() => void query.refetch()}>{all("retry")}</Button>
          }
        />
      ) : (
        <Skeleton className="h-96 rounded-lg" />
      )}
    </SettingsPage>
  );
}

function SettingsForm({ settings }: { settings: RoutingSettings }) {
  const t = useTranslations("settings.routing");
  const common = useTranslations("common");
  const refresh = useRefresh("routing-settings");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: routingSettingsSchema,
    defaultValues: settings,
    save: (values) =>
      api<RoutingSettings>("/settings/routing", {
        method: "PATCH",
        body: values,
      }),
    onSaved: (saved) => {
      void refresh();
      form.reset(saved);
      toast.success(common("saved"));
    },
  });
  const { control, formState } = form;
  const silentMinutes = useWatch({ control, name: "silentMinutes" });
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Card title={t("presence")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="idleMinutes" inUnit={60} canBeEmpty form={form} />
          <Length name="ownerGraceSeconds" inUnit={1} hasHint form={form} />
        </div>
      </Card>
      <Card title={t("silence")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length
            name="silentMinutes"
            inUnit={60}
            hasHint
            canBeEmpty
            form={form}
          />
          {silentMinutes !== null && (
            <div className="self-center">
              <Controller
                control={control}
                name="silentRequeue"
                render={({ field }) => (
                  <SwitchField
                    label={t("silentRequeue")}
                    hint={t("silentRequeueHint")}
                    checked={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
            </div>
          )}
        </div>
      </Card>
      <Card title={t("returning")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="lastOwnerHours" inUnit={3_600} hasHint form={form} />
        </div>
      </Card>
      <Card title={t("limits")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="transferSeconds" inUnit={1} form={form} />
          <FormField
            control={control}
            name="hardCapPercent"
            label={t("hardCapPercent")}
            hint={t("hardCapPercentHint")}
          >
            {(ids, field) => (
              <NumberInput
                {...ids}
                min={100}
                max={1000}
                step={10}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          </FormField>
        </div>
      </Card>
      <SaveBar
        isDirty={formState.isDirty}
        isSaving={isSaving}
        problem={problem}
        onDiscard={() => form.reset()}
      />
    </form>
  );
}

const UNITS = {
  1: ["seconds", "minutes"],
  60: ["minutes", "hours"],
  3600: ["hours", "days"],
} as const;

/** A length of time that is kept in seconds, minutes or hours. */
function Length({
  name,
  inUnit,
  hasHint = false,
  canBeEmpty = false,
  form: { control },
}: {
  name:
    | "idleMinutes"
    | "ownerGraceSeconds"
    | "silentMinutes"
    | "lastOwnerHours"
    | "transferSeconds";
  /** Seconds in the unit that is kept. */
  inUnit: keyof typeof UNITS;
  hasHint?: boolean;
  /** Empty means never. */
  canBeEmpty?: boolean;
  form: { control: Control<RoutingSettings> };
}) {
  const t = useTranslations("settings.routing");
  return (
    <FormField
      control={control}
      name={name}
      label={t(name)}
      {...(hasHint ? { hint: t(`${name}Hint` as "silentMinutesHint") } : {})}
    >
      {(ids, field) => (
        <DurationInput
          {...ids}
          units={UNITS[inUnit]}
          {...(canBeEmpty ? { placeholder: t("never") } : {})}
          value={field.value === null ? null : field.value * inUnit}
          onChange={(seconds) =>
            field.onChange(seconds === null ? null : seconds / inUnit)
          }
        />
      )}
    </FormField>
  );
}
