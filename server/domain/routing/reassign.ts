import type { Reassign } from "#contract/requests.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/access/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { transferThread } from "#server/domain/threads/transfer.ts";

export type Reassigned = {
  threadId: string;
  /** The code of the refusal; null: it was moved. */
  refused: string | null;
};

/**
 * Moves many at once, each by itself: one that cannot go stays, and the others
 * do not mind. For supervisors. @throws AppError forbidden
 */
export async function reassign(
  context: Context,
  actor: Actor,
  { threadIds, to, note, confirm }: Reassign,
): Promise<Reassigned[]> {
  requireRole(actor, "supervisor");
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
      answers.push({ threadId, refused: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      answers.push({ threadId, refused: error.code });
    }
  }
  return answers;
}
