"use client";

import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import {
  routingSettingsSchema,
  type RoutingSettings,
} from "#contract/routing/routing-settings.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { EditForm } from "#components/settings/edit-form.tsx";
import { DurationField } from "#components/forms/fields/duration-field.tsx";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { OwnerOfflineField } from "#components/settings/routing/owner-offline-field.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";

/** The company's settings for presence and ownership. */
export function RoutingSettingsPage() {
  const t = useTranslations("settings.routing");
  const query = useQuery({
    queryKey: liveKey("routing-settings"),
    queryFn: ({ signal }) =>
      api<RoutingSettings>("/settings/routing", { signal }),
  });
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      <QueryStates query={query}>
        {(data) => (
          <EditForm
            item={data}
            valuesOf={(settings) => settings}
            schema={routingSettingsSchema}
            path="/settings/routing"
            noun="routing-settings"
          >
            <SettingsCards />
          </EditForm>
        )}
      </QueryStates>
    </SettingsPage>
  );
}

function SettingsCards() {
  const t = useTranslations("settings.routing");
  const { control } = useFormContext<RoutingSettings>();
  const silentMinutes = useWatch({ control, name: "silentMinutes" });
  return (
    <>
      <Card title={t("presence")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="idleMinutes" inUnit={60} canBeEmpty />
          <NumberField
            control={control}
            name="awayAfterMissed"
            label={t("awayAfterMissed")}
            hint={t("awayAfterMissedHint")}
            placeholder={t("never")}
            min={1}
            max={20}
          />
          <Length name="ownerGraceSeconds" inUnit={1} hasHint />
          <div className="sm:col-span-2">
            <OwnerOfflineField
              control={control}
              name="ownerOffline"
              label={t("ownerOffline")}
            />
          </div>
        </div>
      </Card>
      <Card title={t("waiting")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="nobodyMinutes" inUnit={60} hasHint canBeEmpty />
        </div>
      </Card>
      <Card title={t("silence")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="silentMinutes" inUnit={60} hasHint canBeEmpty />
          {silentMinutes !== null && (
            <div className="self-center">
              <FormSwitch
                control={control}
                name="silentRequeue"
                label={t("silentRequeue")}
                hint={t("silentRequeueHint")}
              />
            </div>
          )}
        </div>
      </Card>
      <Card title={t("returning")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="lastOwnerHours" inUnit={3_600} hasHint />
        </div>
      </Card>
      <Card title={t("limits")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Length name="transferSeconds" inUnit={1} />
          <NumberField
            control={control}
            name="hardCapPercent"
            label={t("hardCapPercent")}
            hint={t("hardCapPercentHint")}
            min={100}
            max={1000}
            step={10}
          />
        </div>
      </Card>
    </>
  );
}

const UNITS = {
  1: ["seconds", "minutes"],
  60: ["minutes", "hours"],
  3600: ["hours", "days"],
} as const;

/** A length of time that is stored in seconds, minutes or hours. */
function Length({
  name,
  inUnit,
  hasHint = false,
  canBeEmpty = false,
}: {
  name:
    | "idleMinutes"
    | "ownerGraceSeconds"
    | "nobodyMinutes"
    | "silentMinutes"
    | "lastOwnerHours"
    | "transferSeconds";
  /** The stored unit. */
  inUnit: keyof typeof UNITS;
  hasHint?: boolean;
  /** Whether it may be empty, which means never. */
  canBeEmpty?: boolean;
}) {
  const t = useTranslations("settings.routing");
  const { control } = useFormContext<RoutingSettings>();
  return (
    <DurationField
      control={control}
      name={name}
      label={t(name)}
      {...(hasHint ? { hint: t(`${name}Hint` as "silentMinutesHint") } : {})}
      units={UNITS[inUnit]}
      {...(canBeEmpty ? { placeholder: t("never") } : {})}
      keptIn={inUnit}
    />
  );
}
