"use client";

import { useTranslations } from "next-intl";
import { FormProvider } from "react-hook-form";
import { updateQueueSchema, type UpdateQueue } from "#contract/requests.ts";
import type { Queue } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { SaveBar } from "#components/settings/fields/save-bar.tsx";
import {
  QueueBasics,
  QueueGiving,
} from "#components/settings/routing/queue-giving.tsx";
import {
  QueueHours,
  QueueMore,
  QueueOverflow,
  QueueOwning,
} from "#components/settings/routing/queue-limits.tsx";
import { QueueService } from "#components/settings/routing/queue-service.tsx";
import { QueueWaiting } from "#components/settings/routing/queue-waiting.tsx";
import { useRefresh } from "#components/settings/use-refresh.ts";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { toast } from "#components/ui/toast.ts";

/** The common case on top, what few change folded away. */
export function QueueForm({ queue }: { queue: Queue }) {
  const common = useTranslations("common");
  const refresh = useRefresh("queues");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: updateQueueSchema,
    defaultValues: valuesOf(queue),
    save: (values) =>
      api<Queue>(`/queues/${queue.id}`, { method: "PATCH", body: values }),
    onSaved: (saved) => {
      void refresh();
      form.reset(valuesOf(saved));
      toast.success(common("saved"));
    },
  });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <QueueBasics />
        <QueueGiving />
        <QueueService />
        <QueueOverflow queueId={queue.id} />
        <QueueHours />
        <QueueWaiting />
        <QueueOwning />
        <QueueMore />
        <SaveBar
          isDirty={form.formState.isDirty}
          isSaving={isSaving}
          problem={problem}
          onDiscard={() => form.reset()}
        />
      </form>
    </FormProvider>
  );
}

function valuesOf(queue: Queue) {
  const { id: _id, memberIds: _ids, paused: _paused, members, ...rest } = queue;
  return {
    ...rest,
    members: members.map(({ agentId, skillGroup, manager }) => ({
      agentId,
      skillGroup,
      manager,
    })),
  } satisfies UpdateQueue;
}
