"use client";

import {
  updateQueueSchema,
  type UpdateQueue,
} from "#contract/routing/queue-requests.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { EditForm } from "#components/settings/edit-form.tsx";
import { QueueBasics, QueueGiving } from "./queue-giving.tsx";
import {
  QueueHours,
  QueueMore,
  QueueOverflow,
  QueueOwning,
} from "./queue-limits.tsx";
import { SourcesCard } from "#components/settings/routing/sources.tsx";
import { PartLinks } from "#components/settings/part-links.tsx";
import { QueueService } from "./queue-service.tsx";
import { QueueWrapUp } from "./queue-wrap-up.tsx";
import { QueueTarget } from "./queue-target.tsx";
import { QueueWaiting } from "./queue-waiting.tsx";

/** The common settings come first; rarely changed ones are folded away. */
export function QueueForm({ queue }: { queue: Queue }) {
  return (
    <EditForm
      item={queue}
      valuesOf={valuesOf}
      schema={updateQueueSchema}
      path={`/queues/${queue.id}`}
      noun="queues"
    >
      <PartLinks />
      <QueueBasics />
      <SourcesCard to={{ type: "queue", id: queue.id }} />
      <QueueGiving />
      <QueueService />
      <QueueOverflow queueId={queue.id} />
      <QueueHours />
      <QueueTarget />
      <QueueWaiting />
      <QueueOwning />
      <QueueWrapUp />
      <QueueMore />
    </EditForm>
  );
}

function valuesOf(queue: Queue): UpdateQueue {
  const { id: _id, memberIds: _ids, paused: _paused, members, ...rest } = queue;
  return {
    ...rest,
    members: members.map(({ agentId, skillGroup, manager }) => ({
      agentId,
      skillGroup,
      manager,
    })),
  };
}
