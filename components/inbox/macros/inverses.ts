import type { MacroStep } from "#contract/macros/macro.ts";
import type { BulkAction } from "#contract/threads/bulk.ts";
import { PRIORITIES } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";

/** An act with its threads. */
export type Inverse = [BulkAction, string[]];

/** The acts that take an act back, each with its threads; none: it has no inverse. Pure. */
export function inversesOf(
  action: BulkAction,
  done: readonly string[],
  before: ReadonlyMap<string, Thread>,
): Inverse[] {
  const those = (is: (thread: Thread) => boolean) =>
    done.filter((id) => {
      const thread = before.get(id);
      return thread !== undefined && is(thread);
    });
  const pairs = ((): Inverse[] => {
    switch (action.type) {
      case "close":
        return [
          [{ type: "reopen" }, those(({ status }) => status !== "closed")],
        ];
      case "archive":
        return [
          [{ type: "unarchive" }, those(({ archivedAt }) => !archivedAt)],
        ];
      case "unarchive":
        return [[{ type: "archive" }, those(({ archivedAt }) => !!archivedAt)]];
      case "snooze":
        return [
          [{ type: "reopen" }, those(({ status }) => status !== "snoozed")],
        ];
      case "label":
      case "unlabel": {
        const { labelId } = action;
        const isOn = action.type === "label";
        return [
          [
            { type: isOn ? "unlabel" : "label", labelId },
            // A thread that had it already keeps it.
            those(
              ({ labels }) => labels.some(({ id }) => id === labelId) !== isOn,
            ),
          ],
        ];
      }
      case "priority":
        return PRIORITIES.filter((each) => each !== action.priority).map(
          (priority) => [
            { type: "priority", priority },
            those((thread) => thread.priority === priority),
          ],
        );
      case "unread":
        return [[{ type: "read" }, those(({ unread }) => unread === 0)]];
      case "read":
        return [[{ type: "unread" }, those(({ unread }) => unread > 0)]];
      case "spam":
        return [
          [{ type: "not_spam" }, [...done]],
          [{ type: "reopen" }, those(({ status }) => status !== "closed")],
        ];
      case "take":
        // Taking also reopens.
        return [
          [
            { type: "release" },
            those(({ owner, status }) => owner === null && status !== "closed"),
          ],
          [{ type: "close" }, those(({ status }) => status === "closed")],
        ];
      case "no_reply_needed":
        return [
          [
            { type: "undo_no_reply_needed" },
            those(({ waitingSince }) => waitingSince !== null),
          ],
        ];
      case "not_spam":
      case "undo_no_reply_needed":
      case "reopen":
      case "release":
      case "transfer":
        return [];
    }
  })();
  return pairs.filter(([, ids]) => ids.length > 0);
}

/**
 * The acts that take a macro back, in their order. What was sent, noted or transferred stays; a conversation that the
 * macro took returns to where it waited. Pure.
 */
export function inversesOfMacro(
  steps: readonly MacroStep[],
  done: readonly string[],
  before: ReadonlyMap<string, Thread>,
): Inverse[] {
  return steps.toReversed().flatMap((step): Inverse[] => {
    switch (step.type) {
      case "label":
      case "unlabel":
      case "priority":
      case "archive":
      case "take":
      case "no_reply_needed":
        return inversesOf(step, done, before);
      case "close":
        return inversesOf({ type: "close" }, done, before);
      case "snooze":
        return inversesOf(
          { type: "snooze", until: new Date(0).toISOString() },
          done,
          before,
        );
      case "reply":
      case "canned_reply":
      case "note":
      case "transfer":
      case "release":
        return [];
    }
  });
}
