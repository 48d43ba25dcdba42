"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useTranslations } from "next-intl";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import { DepartmentSelect } from "#components/settings/department-select.tsx";
import { DurationField } from "#components/forms/fields/duration-field.tsx";
import { NumberInput } from "#components/forms/fields/number-input.tsx";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { asksSkillGroups, StrategySelect } from "./strategy-select.tsx";
import { Card } from "#components/settings/section.tsx";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const RESETS = ["never", "daily", "weekly", "monthly"] as const;
const BEST_GROUP = 1;
const LAST_GROUP = 99;

/** Name, department, and the members in their order. */
export function QueueBasics() {
  const t = useTranslations("settings.queues");
  const fields = useTranslations("settings.fields");
  const { control } = useFormContext<UpdateQueue>();
  return (
    <Card title={t("basics")}>
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
        <div className="sm:col-span-2">
          <Members />
        </div>
      </div>
    </Card>
  );
}

type Member = NonNullable<UpdateQueue["members"]>[number];

function Members() {
  const t = useTranslations("settings.queues");
  const { control, formState } = useFormContext<UpdateQueue>();
  const strategy = useWatch({ control, name: "strategy" }) ?? "manual";
  const bySkill = asksSkillGroups(strategy);
  return (
    <Field
      label={t("memberIds")}
      hint={bySkill ? t("skillHint") : t("memberIdsHint")}
      error={firstMessage(formState.errors.members)}
    >
      {(ids) => (
        <Controller
          control={control}
          name="members"
          render={({ field }) => {
            const members = field.value ?? [];
            const change = (agentId: string, part: Partial<Member>) =>
              field.onChange(
                members.map((each) =>
                  each.agentId === agentId ? { ...each, ...part } : each,
                ),
              );
            return (
              <>
                <MemberPicker
                  {...ids}
                  value={members.map(({ agentId }) => agentId)}
                  onChange={(agentIds) =>
                    field.onChange(
                      agentIds.map(
                        (agentId): Member =>
                          members.find((each) => each.agentId === agentId) ?? {
                            agentId,
                            skillGroup: BEST_GROUP,
                            manager: false,
                          },
                      ),
                    )
                  }
                  renderMore={({ id, name }) => {
                    const member = members.find(
                      ({ agentId }) => agentId === id,
                    );
                    return (
                      <>
                        {bySkill && (
                          <label className="flex items-center gap-1.5 text-xs text-muted-foreground">
                            {t("skillShort")}
                            <NumberInput
                              aria-label={t("skillGroup", { name })}
                              min={BEST_GROUP}
                              max={LAST_GROUP}
                              value={member?.skillGroup ?? BEST_GROUP}
                              onChange={(skillGroup) =>
                                change(id, {
                                  skillGroup: skillGroup ?? BEST_GROUP,
                                })
                              }
                            />
                          </label>
                        )}
                        <label className="flex cursor-pointer items-center gap-1.5 text-xs text-muted-foreground touch:min-h-11">
                          <input
                            type="checkbox"
                            aria-label={t("manager", { name })}
                            checked={member?.manager ?? false}
                            onChange={({ target }) =>
                              change(id, { manager: target.checked })
                            }
                            className="size-4 accent-(--primary)"
                          />
                          {t("managerShort")}
                        </label>
                      </>
                    );
                  }}
                />
                <p className="mt-2 text-xs text-muted-foreground">
                  {t("managerHint")}
                </p>
              </>
            );
          }}
        />
      )}
    </Field>
  );
}

/** The strategy and its own settings. */
export function QueueGiving() {
  const t = useTranslations("settings.queues");
  const { control } = useFormContext<UpdateQueue>();
  const strategy = useWatch({ control, name: "strategy" }) ?? "manual";
  const rings = strategy !== "manual";
  return (
    <Card title={t("giving")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <Controller
            control={control}
            name="strategy"
            render={({ field }) => (
              <StrategySelect
                value={field.value ?? "manual"}
                onChange={field.onChange}
              />
            )}
          />
        </div>
        {rings && (
          <DurationField
            control={control}
            name="offerSeconds"
            label={t("offerSeconds")}
            hint={t("offerSecondsHint")}
            units={["seconds", "minutes"]}
          />
        )}
        {asksSkillGroups(strategy) && (
          <DurationField
            control={control}
            name="widenSeconds"
            label={t("widenSeconds")}
            hint={t("widenSecondsHint")}
            units={["seconds", "minutes"]}
            placeholder={t("widenNever")}
          />
        )}
        {strategy === "least_handle_time" && (
          <DurationField
            control={control}
            name="handleHours"
            label={t("handleHours")}
            units={["hours", "days"]}
            keptIn={3_600}
          />
        )}
        {strategy.endsWith("fewest_answered") && (
          <FormField
            control={control}
            name="resetSchedule"
            label={t("resetSchedule")}
          >
            {(ids, field) => (
              <Select
                {...ids}
                value={field.value ?? "never"}
                onValueChange={field.onChange}
                groups={RESETS.map((value) => ({
                  value,
                  label: t(`resets.${value}`),
                }))}
              />
            )}
          </FormField>
        )}
        {rings && (
          <div className="sm:col-span-2">
            <FormSwitch
              control={control}
              name="autoAccept"
              label={t("autoAccept")}
              hint={t("autoAcceptHint")}
            />
          </div>
        )}
      </div>
    </Card>
  );
}
