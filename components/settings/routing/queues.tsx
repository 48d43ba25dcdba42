"use client";

import { ListTree } from "lucide-react";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { createQueueSchema } from "#contract/requests.ts";
import type { Queue } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { useQueues } from "#components/live/use-directory.ts";
import { FormDialog } from "#components/settings/form-dialog.tsx";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { ChoiceField } from "#components/settings/choice-field.tsx";
import { ResourcePage } from "#components/settings/routing/resource-page.tsx";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

const OWNERSHIPS = ["auto_assign", "take_manually"] as const;
const VISIBILITIES = ["owner_only", "queue_read", "department_read"] as const;

export function Queues() {
  const t = useTranslations("settings.queues");
  return (
    <ResourcePage<Queue>
      noun="queues"
      query={useQueues()}
      icon={<ListTree />}
      detailOf={(queue) =>
        `${t("members", { count: queue.memberIds.length })} · ${t(`ownerships.${queue.ownership}`)}`
      }
      renderDialog={({ item, ...dialog }) => (
        <QueueDialog queue={item} {...dialog} />
      )}
    />
  );
}

function QueueDialog({
  queue,
  onClose,
  onSaved,
}: {
  queue: Queue | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.queues");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: createQueueSchema,
    defaultValues: {
      name: queue?.name ?? "",
      memberIds: queue?.memberIds ?? [],
      ownership: queue?.ownership ?? "auto_assign",
      visibility: queue?.visibility ?? "owner_only",
    },
    save: (values) =>
      queue
        ? api<Queue>(`/queues/${queue.id}`, { method: "PATCH", body: values })
        : api<Queue>("/queues", { method: "POST", body: values }),
    onSaved,
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      title={queue ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isSaving={isSaving}
      problem={problem}
    >
      <Field label={t("name")} error={errors.name?.message}>
        {(control) => (
          <Input {...control} {...form.register("name")} autoComplete="off" />
        )}
      </Field>
      <Field
        label={t("memberIds")}
        hint={t("memberIdsHint")}
        error={errors.memberIds?.message}
      >
        {(control) => (
          <Controller
            control={form.control}
            name="memberIds"
            render={({ field }) => (
              <MemberPicker
                {...control}
                value={field.value ?? []}
                onChange={field.onChange}
              />
            )}
          />
        )}
      </Field>
      <Controller
        control={form.control}
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
        control={form.control}
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
    </FormDialog>
  );
}
