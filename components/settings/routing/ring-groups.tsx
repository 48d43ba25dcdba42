"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { BellRing } from "lucide-react";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { createRingGroupSchema } from "#contract/routing/ring-group-requests.ts";
import type { RingGroup } from "#contract/routing/ring-group.ts";
import { useRingGroups } from "#components/live/queries/use-directory.ts";
import { useCovered } from "#components/live/queries/use-scope.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { DepartmentSelect } from "#components/settings/department-select.tsx";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { saveRecord } from "#components/settings/save-record.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { DeletedPlace } from "#components/settings/routing/sources.tsx";
import { OwnerOfflineField } from "#components/settings/routing/owner-offline-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

const STRATEGIES = ["ring_all", "hunt", "notify"] as const;
const CLOSED = ["closed", "break", "holiday"] as const;
const DEFAULT_RING_SECONDS = 20;

export function RingGroups() {
  const t = useTranslations("settings.ring-groups");
  return (
    <ResourcePage<RingGroup>
      noun="ring-groups"
      query={useCovered(useRingGroups())}
      icon={<BellRing />}
      detailOf={({ memberIds, strategy }) =>
        `${t("members", { count: memberIds.length })} · ${t(`strategies.${strategy}`)}`
      }
      deletingOf={({ id }) => (
        <DeletedPlace to={{ type: "ring_group", id }} text={t("deleteText")} />
      )}
      renderDialog={({ item, ...dialog }) => (
        <RingGroupDialog group={item} {...dialog} />
      )}
    />
  );
}

function RingGroupDialog({
  group,
  onClose,
  onSaved,
}: {
  group: RingGroup | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.ring-groups");
  const fields = useTranslations("settings.fields");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createRingGroupSchema,
    defaultValues: {
      name: group?.name ?? "",
      departmentId: group?.departmentId ?? null,
      memberIds: group?.memberIds ?? [],
      strategy: group?.strategy ?? "ring_all",
      ringSeconds: group?.ringSeconds ?? DEFAULT_RING_SECONDS,
      noAnswer: group?.noAnswer ?? null,
      ownerOffline: group?.ownerOffline ?? "requeue_waiting",
      closed: group?.closed ?? null,
      break: group?.break ?? null,
      holiday: group?.holiday ?? null,
    },
    save: (values) => saveRecord<RingGroup>("ring-groups", group?.id, values),
    onSaved,
  });
  const { errors } = form.formState;
  const way = (name: "noAnswer" | (typeof CLOSED)[number], nowhere: string) => (
    <FormField control={form.control} name={name} key={name} label={t(name)}>
      {(control, field) => (
        <DestinationSelect
          {...control}
          value={field.value ?? null}
          onChange={field.onChange}
          nowhere={nowhere}
          {...(group ? { without: group.id } : {})}
        />
      )}
    </FormField>
  );
  return (
    <FormDialog
      title={group ? t("edit") : t("add")}
      description={t("once")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <TextField control={form.control} name="name" label={t("name")} />
      <FormField control={form.control} name="memberIds" label={t("memberIds")}>
        {(control, field) => (
          <MemberPicker
            {...control}
            value={field.value ?? []}
            onChange={field.onChange}
          />
        )}
      </FormField>
      <Controller
        control={form.control}
        name="strategy"
        render={({ field }) => (
          <ChoiceField
            label={t("strategy")}
            value={field.value ?? "ring_all"}
            onChange={field.onChange}
            choices={STRATEGIES.map((value) => ({
              value,
              label: t(`strategies.${value}`),
              hint: t(`strategyHints.${value}`),
            }))}
          />
        )}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("ringSeconds")} error={errors.ringSeconds?.message}>
          {(control) => (
            <Input
              {...control}
              {...form.register("ringSeconds", { valueAsNumber: true })}
              type="number"
              min={5}
              max={600}
            />
          )}
        </Field>
        {way("noAnswer", t("nowhere"))}
      </div>
      <Disclosure
        title={t("ownerOffline")}
        isOpen={
          (group?.ownerOffline ?? "requeue_waiting") !== "requeue_waiting"
        }
      >
        <OwnerOfflineField
          control={form.control}
          name="ownerOffline"
          label={t("ownerOfflineHint")}
        />
      </Disclosure>
      <Disclosure
        title={t("closedMore")}
        hint={t("closedHint")}
        isOpen={
          Boolean(group?.departmentId) ||
          CLOSED.some((name) => Boolean(group?.[name] ?? errors[name]))
        }
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <FormField
            control={form.control}
            name="departmentId"
            label={fields("department")}
          >
            {(control, field) => (
              <DepartmentSelect
                {...control}
                value={field.value ?? null}
                onChange={field.onChange}
              />
            )}
          </FormField>
          {CLOSED.map((name) => way(name, t("asNoAnswer")))}
        </div>
      </Disclosure>
    </FormDialog>
  );
}
