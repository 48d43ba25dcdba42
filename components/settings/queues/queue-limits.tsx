"use client";

import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useTranslations } from "next-intl";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import { useDepartments } from "#components/live/queries/use-directory.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { DurationField } from "#components/forms/fields/duration-field.tsx";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { HoursField } from "#components/settings/hours/hours-field.tsx";
import { OwnerOfflineField } from "#components/settings/routing/owner-offline-field.tsx";
import { Card } from "#components/settings/section.tsx";
import { FormField } from "#components/forms/fields/form-field.tsx";

const OWNERSHIPS = ["auto_assign", "take_manually"] as const;
const VISIBILITIES = ["owner_only", "queue_read", "department_read"] as const;

/** The overflow: its destination and its conditions. */
export function QueueOverflow({ queueId }: { queueId: string }) {
  const t = useTranslations("settings.queues");
  const fields = useTranslations("settings.fields");
  const { control } = useFormContext<UpdateQueue>();
  return (
    <Card title={t("overflowing")} hint={t("overflowingHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField
          control={control}
          name="overflow"
          label={t("overflow")}
          className="sm:col-span-2"
        >
          {(ids, field) => (
            <DestinationSelect
              {...ids}
              value={field.value ?? null}
              onChange={field.onChange}
              nowhere={t("overflowNone")}
              without={queueId}
            />
          )}
        </FormField>
        <DurationField
          control={control}
          name="maxWaitSeconds"
          label={t("maxWaitSeconds")}
          placeholder={fields("noLimit")}
        />
        <NumberField
          control={control}
          name="maxWaiting"
          label={t("maxWaiting")}
          hint={t("maxWaitingHint")}
          min={0}
          placeholder={fields("noLimit")}
        />
      </div>
    </Card>
  );
}

export function QueueHours() {
  const t = useTranslations("settings.queues");
  const { control } = useFormContext<UpdateQueue>();
  const departmentId = useWatch({ control, name: "departmentId" });
  const department = useDepartments().data?.find(
    ({ id }) => id === departmentId,
  );
  return (
    <Card title={t("officeHours")}>
      <HoursField control={control} name="schedule" department={department} />
    </Card>
  );
}

export function QueueOwning() {
  const t = useTranslations("settings.queues");
  const { control } = useFormContext<UpdateQueue>();
  return (
    <Card title={t("owning")}>
      <div className="flex flex-col gap-5">
        <Controller
          control={control}
          name="ownership"
          render={({ field }) => (
            <ChoiceField
              label={t("ownership")}
              value={field.value ?? "auto_assign"}
              onChange={field.onChange}
              choices={OWNERSHIPS.map((value) => ({
                value,
                label: t(`ownerships.${value}`),
                hint: t(`ownershipHints.${value}`),
              }))}
            />
          )}
        />
        <Controller
          control={control}
          name="visibility"
          render={({ field }) => (
            <ChoiceField
              label={t("visibility")}
              value={field.value ?? "owner_only"}
              onChange={field.onChange}
              choices={VISIBILITIES.map((value) => ({
                value,
                label: t(`visibilities.${value}`),
                hint: t(`visibilityHints.${value}`),
              }))}
            />
          )}
        />
        <OwnerOfflineField control={control} name="ownerOffline" />
      </div>
    </Card>
  );
}

/** Settings that most companies leave at their defaults. */
export function QueueMore() {
  const t = useTranslations("settings.queues");
  const fields = useTranslations("settings.fields");
  const { control, formState } = useFormContext<UpdateQueue>();
  const { errors, defaultValues } = formState;
  const isOpen =
    Boolean(errors.wrapUpSeconds ?? errors.agentLimit ?? errors.priority) ||
    Boolean(defaultValues?.wrapUpSeconds) ||
    Boolean(defaultValues?.agentLimit) ||
    Boolean(defaultValues?.priority) ||
    Boolean(defaultValues?.noteRequired);
  return (
    <Card>
      <Disclosure title={fields("more")} isOpen={isOpen}>
        <div className="grid gap-4 sm:grid-cols-2">
          <DurationField
            control={control}
            name="wrapUpSeconds"
            label={t("wrapUpSeconds")}
            hint={t("wrapUpHint")}
            units={["seconds", "minutes"]}
          />
          <NumberField
            control={control}
            name="agentLimit"
            label={t("agentLimit")}
            hint={t("agentLimitHint")}
            min={1}
            placeholder={fields("noLimit")}
          />
          <NumberField
            control={control}
            name="priority"
            label={t("priority")}
            hint={t("priorityHint")}
            min={-100}
            max={100}
          />
          <div className="sm:col-span-2">
            <FormSwitch
              control={control}
              name="noteRequired"
              label={t("noteRequired")}
              hint={t("noteRequiredHint")}
            />
          </div>
        </div>
      </Disclosure>
    </Card>
  );
}
