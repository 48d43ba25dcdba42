"use client";

import { ListTree } from "lucide-react";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { createQueueSchema } from "#contract/requests.ts";
import type { Queue } from "#contract/shapes.ts";
import { usePlaceName } from "#components/inbox/use-place-name.ts";
import { api } from "#components/live/api.ts";
import { useQueues } from "#components/live/use-directory.ts";
import { useCovered } from "#components/live/use-scope.ts";
import { FormDialog } from "#components/settings/form-dialog.tsx";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { StrategySelect } from "#components/settings/routing/strategy-select.tsx";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { FormField } from "#components/settings/fields/form-field.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** All queues; a new one asks for the little that most need, the rest is on its page. */
export function Queues() {
  const t = useTranslations("settings.queues");
  return (
    <ResourcePage<Queue>
      noun="queues"
      query={useCovered(useQueues())}
      icon={<ListTree />}
      detailOf={(queue) => <Detail queue={queue} />}
      badgesOf={({ paused }) =>
        paused && <Badge tone="warning">{t("paused")}</Badge>
      }
      hrefOf={({ id }) => `/settings/queues/${id}`}
      renderDialog={(dialog) => <NewQueueDialog {...dialog} />}
    />
  );
}

function Detail({ queue }: { queue: Queue }) {
  const t = useTranslations("settings.queues");
  const place = usePlaceName(queue.overflow);
  return [
    t("members", { count: queue.memberIds.length }),
    t(`strategies.${queue.strategy}`),
    ...(place ? [t("handsOnTo", { place })] : []),
  ].join(" · ");
}

function NewQueueDialog({
  onClose,
  onSaved,
}: {
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.queues");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: createQueueSchema,
    defaultValues: { name: "", memberIds: [], strategy: "manual" },
    save: (values) => api<Queue>("/queues", { method: "POST", body: values }),
    onSaved,
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      title={t("add")}
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
      <FormField
        control={form.control}
        name="memberIds"
        label={t("memberIds")}
        hint={t("memberIdsHint")}
      >
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
          <StrategySelect
            value={field.value ?? "manual"}
            onChange={field.onChange}
          />
        )}
      />
    </FormDialog>
  );
}
