import type { Queue } from "#contract/routing/queue.ts";
import type { PrismaTx } from "#server/db/transaction.ts";
import { AppError } from "#server/domain/app-error.ts";
import { queueSelect, queueShape } from "./queue-shape.ts";

/** @throws AppError not_found */
export async function readQueue(
  reader: Pick<PrismaTx, "queue">,
  queueId: string,
): Promise<Queue> {
  const row = await reader.queue.findUnique({
    where: { id: queueId },
    select: queueSelect,
  });
  if (!row) throw new AppError("not_found", { queueId });
  return queueShape(row);
}
