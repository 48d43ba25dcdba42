"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { ListTree } from "lucide-react";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { createQueueSchema } from "#contract/routing/queue-requests.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { api } from "#components/live/transport/api.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";
import { useCovered } from "#components/live/queries/use-scope.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { DeletedPlace } from "#components/settings/routing/sources.tsx";
import { StrategySelect } from "./strategy-select.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";

/** All queues. The dialog for a new one asks only for the most common settings; the queue's page has the rest. */
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
      deletingOf={({ id }) => (
        <DeletedPlace to={{ type: "queue", id }} text={t("deleteText")} />
      )}
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
  const go = useGo();
  const refresh = useRefresh("queues");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createQueueSchema,
    defaultValues: { name: "", memberIds: [], strategy: "manual" },
    save: (values) => api<Queue>("/queues", { method: "POST", body: values }),
    onSaved: async ({ id }) => {
      // Its page is made of the list.
      await refresh();
      onSaved();
      go(`/settings/queues/${id}`);
    },
  });
  return (
    <FormDialog
      title={t("add")}
      description={t("newHint")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <TextField control={form.control} name="name" label={t("name")} />
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
