"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { DepartmentSelect } from "#components/settings/department-select.tsx";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { DurationField } from "#components/forms/fields/duration-field.tsx";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { ReopenExample } from "#components/settings/channels/reopen-example.tsx";
import { Card } from "#components/settings/section.tsx";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { joinSentences } from "#components/words/sentences.ts";
import { Input } from "#components/ui/controls/input.tsx";

/** Name, department and the destination that every channel needs. */
export function ChannelRoute() {
  const t = useTranslations("settings.channels");
  const fields = useTranslations("settings.fields");
  const { control } = useFormContext<UpdateChannel>();
  return (
    <Card title={t("route")} hint={t("routeHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField control={control} name="name" label={t("name")} />
        <FormField
          control={control}
          name="departmentId"
          label={fields("department")}
        >
          {(ids, field) => (
            <DepartmentSelect
              {...ids}
              value={field.value ?? null}
              onChange={field.onChange}
            />
          )}
        </FormField>
        <FormField
          control={control}
          name="route.open"
          label={t("destination")}
          className="sm:col-span-2"
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
      </div>
    </Card>
  );
}

/** Default of `reopenHours`. */
const REOPEN_HOURS = 24;

/** A thread's weight, the limit for one agent, and how long a conversation continues. */
export function ChannelLimits() {
  const t = useTranslations("settings.channels");
  const fields = useTranslations("settings.fields");
  const { control, formState } = useFormContext<UpdateChannel>();
  const { errors, defaultValues } = formState;
  const reopenHours = useWatch({ control, name: "reopenHours" });
  const isOpen =
    (defaultValues?.weight ?? 1) !== 1 ||
    Boolean(defaultValues?.agentLimit) ||
    (defaultValues?.reopenHours ?? REOPEN_HOURS) !== REOPEN_HOURS ||
    Boolean(errors.weight ?? errors.agentLimit ?? errors.reopenHours);
  return (
    <Card>
      <Disclosure title={t("limits")} isOpen={isOpen}>
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField
            control={control}
            name="weight"
            label={t("weight")}
            hint={t("weightHint")}
            min={1}
            max={100}
          />
          <NumberField
            control={control}
            name="agentLimit"
            label={t("agentLimit")}
            hint={t("agentLimitHint")}
            min={1}
            placeholder={fields("noLimit")}
          />
          <DurationField
            control={control}
            name="reopenHours"
            label={t("reopenHours")}
            hint={t("reopenHoursHint")}
            units={["hours", "days"]}
            keptIn={3_600}
          />
          <ReopenExample hours={reopenHours} />
        </div>
      </Disclosure>
    </Card>
  );
}

/** A new token or secret. Stored ones are never shown again. */
export function ChannelCredentials({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const { register, control, formState } = useFormContext<UpdateChannel>();
  const { errors } = formState;
  return (
    <Card title={t("credentials")} hint={t("credentialsHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t("newToken")}
          hint={
            channel.tokenLast4 && t("tokenSaved", { last4: channel.tokenLast4 })
          }
          error={errors.pageToken?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...register("pageToken")}
              type="password"
              autoComplete="new-password"
              placeholder={t("unchanged")}
            />
          )}
        </Field>
        <Field
          label={t("newSecret")}
          hint={joinSentences(
            channel.secretLast4
              ? t("tokenSaved", { last4: channel.secretLast4 })
              : "",
            t("newSecretHint"),
          )}
          error={errors.appSecret?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...register("appSecret")}
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
      <div className="mt-4 border-t pt-4">
        <FormSwitch
          control={control}
          name="humanAgent"
          label={t("humanAgent")}
          hint={t("humanAgentHint")}
        />
      </div>
    </Card>
  );
}
