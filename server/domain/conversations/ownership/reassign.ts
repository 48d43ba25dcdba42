import type { Reassign } from "#contract/supervision/reassign-requests.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { transferThread } from "./transfer.ts";

export type Reassigned = {
  threadId: string;
  /** Error code of the refusal; null: the thread was moved. */
  refused: string | null;
  /** Details of the refusal: why a place cannot be entered, or the fault of a field. */
  reason: string | null;
};

/**
 * Moves many threads, each independently: a thread that cannot move stays, and the others move all the same.
 * For supervisors. @throws AppError forbidden
 */
export async function reassign(
  context: Context,
  actor: Actor,
  { threadIds, to, note, confirm }: Reassign,
): Promise<Reassigned[]> {
  requireAction(actor, "threads.reassign");
  const answers: Reassigned[] = [];
  for (const threadId of new Set(threadIds)) {
    try {
      await transferThread(context, actor, {
        threadId,
        to,
        mode: "force",
        ...(note === undefined ? {} : { note }),
        ...(confirm === undefined ? {} : { confirm }),
      });
      answers.push({ threadId, refused: null, reason: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      answers.push({
        threadId,
        refused: error.code,
        reason: reasonOf(error),
      });
    }
  }
  return answers;
}

function reasonOf({ detail: { reason, current, errors } }: AppError) {
  const words = [
    reason,
    (current as { reason?: unknown } | undefined)?.reason,
    (errors as { code?: unknown }[] | undefined)?.[0]?.code,
  ];
  return words.find((word) => typeof word === "string") ?? null;
}
