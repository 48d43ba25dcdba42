"use client";

import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useTranslations } from "next-intl";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import { DurationField } from "#components/forms/fields/duration-field.tsx";
import { LocalTextField } from "#components/forms/fields/local-text-field.tsx";
import { Card } from "#components/settings/section.tsx";

const HOUR_SECONDS = 3_600;

/** The wait message for customers in the queue. */
export function QueueWaiting() {
  const t = useTranslations("settings.queues.waiting");
  const { control } = useFormContext<UpdateQueue>();
  const isOn = useWatch({ control, name: "waitMessage.on" });
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <FormSwitch
          control={control}
          name="waitMessage.on"
          label={t("on")}
          hint={t("onHint")}
        />
        {isOn && <AddressedEvent />}
      </div>
    </Card>
  );
}

function AddressedEvent() {
  const t = useTranslations("settings.queues.waiting");
  const { control } = useFormContext<UpdateQueue>();
  return (
    <>
      <Controller
        control={control}
        name="waitMessage.texts"
        render={({ field }) => (
          <LocalTextField
            label={t("texts")}
            hint={t("textsHint", { example: "{position}", wait: "{wait}" })}
            value={field.value ?? {}}
            onChange={field.onChange}
          />
        )}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <DurationField
          control={control}
          name="waitMessage.afterSeconds"
          label={t("afterSeconds")}
          hint={t("afterSecondsHint")}
          units={["seconds", "minutes"]}
        />
        <DurationField
          control={control}
          name="waitMessage.everyHours"
          label={t("everyHours")}
          hint={t("everyHoursHint")}
          units={["hours", "days"]}
          keptIn={HOUR_SECONDS}
        />
      </div>
    </>
  );
}
