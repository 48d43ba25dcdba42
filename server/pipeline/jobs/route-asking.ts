import type { ServiceQuestion } from "#contract/routing/routing-service.ts";
import { askService } from "#server/channels/routing-service/ask.ts";
import type { Context } from "#server/domain/context.ts";
import type { Advice } from "#server/domain/routing/decide/advise.ts";
import { drainQueues } from "#server/domain/routing/offering/drain.ts";
import { lineOf } from "#server/domain/routing/offering/router.ts";
import {
  questionsOf,
  queuesThatAsk,
} from "#server/domain/routing/offering/service.ts";

export type Asker = {
  /** Starts every queue that asks a service and has threads to offer. */
  round(): Promise<boolean>;
  /** Resolves when no service is being asked. */
  idle(): Promise<void>;
};

/**
 * Runs the queues that ask a routing service which agent gets an offer. Each
 * queue runs on its own, so that a slow service holds up its queue alone. The
 * requests of a batch are sent at once, outside any transaction, and the
 * answers that came in time are applied under the queue's lock.
 * @param onDone called after each queue: more may be waiting
 */
export function createAsker(context: Context, onDone: () => void): Asker {
  const underWay = new Map<string, Promise<void>>();

  async function giveOut(queueId: string): Promise<void> {
    const { url, secret, questions } = await questionsOf(context, queueId);
    const advice = new Map(
      await Promise.all(
        questions.map(async (question): Promise<[string, Advice]> => {
          const { allowPrivateServices: allowPrivate } = context.config;
          const asked = { url, secret, question, allowPrivate };
          const reply = await askService(asked);
          return [question.thread.id, adviceOf(question, reply)];
        }),
      ),
    );
    const line = await lineOf(context, queueId);
    if (await drainQueues(context, line, advice)) onDone();
  }

  function start(queueId: string): void {
    const work = giveOut(queueId)
      .catch((error: unknown) => {
        // The poll finds the waiting threads again.
        context.log.error({ err: error, queueId }, "asking failed");
      })
      .finally(() => underWay.delete(queueId));
    underWay.set(queueId, work);
  }

  return {
    async round() {
      for (const id of await queuesThatAsk(context))
        if (!underWay.has(id)) start(id);
      return false;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}

function adviceOf(
  { thread, eligible }: ServiceQuestion,
  reply: Advice["reply"],
): Advice {
  const eligibleIds = new Set(eligible.map(({ id }) => id));
  return { round: thread.round, eligibleIds, reply };
}
