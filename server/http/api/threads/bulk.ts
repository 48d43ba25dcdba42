import {
  bulkAnswerSchema,
  bulkSchema,
  type Bulk,
  type BulkAction,
  type BulkAnswer,
} from "#contract/threads/bulk.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { archiveThread } from "#server/domain/conversations/archive.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  markNoReplyNeeded,
  undoNoReplyNeeded,
} from "#server/domain/conversations/no-reply-needed.ts";
import {
  releaseThread,
  reopenThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import {
  markSpam,
  unmarkSpam,
} from "#server/domain/conversations/mark-spam.ts";
import { sendHeldReplies } from "#server/domain/conversations/replies/held-replies.ts";
import { setPriority } from "#server/domain/conversations/priority.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { markUnread } from "#server/domain/messages/read.ts";
import { labelThread } from "#server/domain/labels/assign-label.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { problemOf } from "#server/http/edge/response/problem.ts";
import { readByAgent } from "#server/pipeline/outbound/signals.ts";
import type { Services } from "#server/pipeline/services.ts";

/** One act on many threads. */
export function bulkRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag: "Threads",
      path: "/threads/bulk",
      name: "bulkThreads",
      summary: "Do one act on many threads",
      description:
        "Each thread on its own, as the act on one thread: those that refuse are listed with the reason, and the others change all the same.",
      body: bulkSchema,
      answer: bulkAnswerSchema,
    },
    ({ services, actor, body }) => runBulk(services, actor, body),
  );
}

/**
 * Does one act on many threads, each by the command of the single act and in
 * its own transaction: a thread that refuses stays as it is, and the others
 * change all the same.
 */
async function runBulk(
  services: Services,
  actor: Actor,
  { ids, action, seen = {} }: Bulk,
): Promise<BulkAnswer> {
  const answer: BulkAnswer = { done: [], failed: [] };
  for (const id of new Set(ids)) {
    try {
      const seenMessageId = seen[id];
      await runOne(services, actor, {
        threadId: id,
        action,
        asOf: seenMessageId === undefined ? {} : { seenMessageId },
      });
      answer.done.push(id);
    } catch (error) {
      const { code, detail, errors } = problemOf(error, services.context.log);
      const [fault] = errors ?? [];
      answer.failed.push({
        id,
        code,
        ...(fault?.code === undefined ? {} : { reason: fault.code }),
        message: fault?.message ?? detail,
      });
    }
  }
  return answer;
}

type One = {
  threadId: string;
  action: BulkAction;
  asOf: { seenMessageId?: string };
};

async function runOne(
  services: Services,
  actor: Actor,
  { threadId, action, asOf }: One,
): Promise<unknown> {
  const { context } = services;
  const { type } = action;
  if (type === "snooze" || type === "release" || type === "transfer")
    await sendHeldReplies(context, actor, threadId);
  switch (action.type) {
    case "read":
      return readByAgent(services, actor, threadId, asOf);
    case "unread":
      return markUnread(context, actor, threadId);
    case "close": {
      const { outcome, note, scheduled } = action;
      const form = {
        ...(scheduled === undefined ? {} : { scheduled }),
        ...(outcome === undefined ? {} : { outcome }),
        ...(note === undefined ? {} : { note }),
      };
      return closeThread(context, actor, threadId, { ...form, ...asOf });
    }
    case "archive":
    case "unarchive":
      return archiveThread(context, actor, {
        threadId,
        on: action.type === "archive",
      });
    case "spam":
      return markSpam(context, actor, threadId);
    case "not_spam":
      return unmarkSpam(context, actor, threadId);
    case "reopen":
      return reopenThread(context, actor, { threadId, force: false });
    case "take":
      return takeThread(context, actor, { threadId, force: false });
    case "no_reply_needed":
      return markNoReplyNeeded(context, actor, threadId, asOf);
    case "undo_no_reply_needed":
      return undoNoReplyNeeded(context, actor, threadId);
    case "snooze":
      return snoozeThread(context, actor, {
        threadId,
        until: action.until,
        wakesOnReply: action.wakesOnReply,
        note: action.note,
        ...asOf,
      });
    case "label":
    case "unlabel":
      return labelThread(context, actor, {
        id: threadId,
        labelId: action.labelId,
        on: action.type === "label",
      });
    case "release":
      return releaseThread(context, actor, threadId, {
        scheduled: action.scheduled,
        ...asOf,
      });
    case "priority":
      return setPriority(context, actor, {
        threadId,
        priority: action.priority,
      });
    case "transfer": {
      const { type: _type, ...transfer } = action;
      return transferThread(context, actor, { ...transfer, threadId, ...asOf });
    }
  }
}
