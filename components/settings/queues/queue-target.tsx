"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import { DEFAULT_REPLY_TARGET } from "#contract/routing/reply-target.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { DurationField } from "#components/forms/fields/duration-field.tsx";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { Card } from "#components/settings/section.tsx";

const CLOCKS = ["office", "wall"] as const;

/** How soon the queue's customers should get a reply, and who is warned before that. */
export function QueueTarget() {
  const t = useTranslations("settings.queues.target");
  const { control } = useFormContext<UpdateQueue>();
  const target = useWatch({ control, name: "replyTarget" });
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <Controller
          control={control}
          name="replyTarget"
          render={({ field }) => (
            <SwitchField
              label={t("on")}
              hint={t("onHint")}
              checked={field.value != null}
              onChange={(isOn) =>
                field.onChange(isOn ? DEFAULT_REPLY_TARGET : null)
              }
            />
          )}
        />
        {target && <TargetFields />}
      </div>
    </Card>
  );
}

function TargetFields() {
  const t = useTranslations("settings.queues.target");
  const { control } = useFormContext<UpdateQueue>();
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <DurationField
          control={control}
          name="replyTarget.firstSeconds"
          label={t("firstSeconds")}
          units={["minutes", "hours"]}
          placeholder={t("none")}
        />
        <DurationField
          control={control}
          name="replyTarget.nextSeconds"
          label={t("nextSeconds")}
          units={["minutes", "hours"]}
          placeholder={t("none")}
        />
        <NumberField
          control={control}
          name="replyTarget.warnOwnerAt"
          label={t("warnOwnerAt")}
          hint={t("warnOwnerHint")}
          min={10}
          max={95}
        />
        <NumberField
          control={control}
          name="replyTarget.warnSupervisorsAt"
          label={t("warnSupervisorsAt")}
          hint={t("warnSupervisorsHint")}
          min={10}
          max={95}
        />
      </div>
      <Controller
        control={control}
        name="replyTarget.clock"
        render={({ field }) => (
          <ChoiceField
            label={t("clock")}
            value={field.value ?? "office"}
            onChange={field.onChange}
            choices={CLOCKS.map((value) => ({
              value,
              label: t(`clocks.${value}`),
              hint: t(`clockHints.${value}`),
            }))}
          />
        )}
      />
    </>
  );
}
