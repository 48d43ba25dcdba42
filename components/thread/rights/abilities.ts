import { mayDo } from "#contract/people/policy.ts";
import { isSupervising } from "#contract/people/roles.ts";
import type { Role } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";

export type Abilities = {
  take: boolean;
  takeOver: boolean;
  transfer: boolean;
  release: boolean;
  close: boolean;
  reopen: boolean;
  snooze: boolean;
  /** The customer waits, and the owner can end that without a reply. */
  noReply: boolean;
  /** Nothing is unread, so that the newest message can be made unread again. */
  unread: boolean;
  archive: boolean;
  unarchive: boolean;
  spam: boolean;
  block: boolean;
  unblock: boolean;
  delete: boolean;
  label: boolean;
  prioritize: boolean;
  /** Add and remove participants. */
  invite: boolean;
  /** The reader is a participant and may leave. */
  leave: boolean;
  /** Read how it was routed. */
  trace: boolean;
  transcript: boolean;
  /** Run a macro; each step has its own rights. */
  macro: boolean;
  /** Send a failed message again. */
  retry: boolean;
};

/** The agent who looks at it. `manages`: queues whose conversations they may act on like a supervisor. */
export type ThreadManager = {
  id: string;
  role: Role;
  manages: readonly string[];
  /** A teammate sees the console as this agent. */
  isReadOnly?: boolean;
};

const NOTHING: Abilities = {
  take: false,
  takeOver: false,
  transfer: false,
  release: false,
  close: false,
  reopen: false,
  snooze: false,
  noReply: false,
  unread: false,
  archive: false,
  unarchive: false,
  spam: false,
  block: false,
  unblock: false,
  delete: false,
  label: false,
  prioritize: false,
  invite: false,
  leave: false,
  trace: false,
  transcript: false,
  macro: false,
  retry: false,
};

/** The buttons of a thread for this agent; the server decides in the end. Pure. */
export function abilitiesOf(thread: Thread, me: ThreadManager): Abilities {
  if (me.isReadOnly) return { ...NOTHING, trace: me.role !== "reviewer" };
  const { owner, status, pendingTransfer, routedTo } = thread;
  const isMine = owner?.id === me.id;
  const canManageThread =
    isSupervising(me.role) ||
    (routedTo?.type === "queue" && me.manages.includes(routedTo.id));
  // A participant reads, and writes notes.
  const mayManage =
    !thread.readOnly && (owner === null || isMine || canManageThread);
  const isClosed = status === "closed";
  const isReviewer = me.role === "reviewer";
  const mayBlock = mayDo(me.role, "customers.merge");
  return {
    take: !owner && !isClosed && !thread.readOnly,
    takeOver: owner !== null && !isMine && canManageThread,
    // An agent who was asked answers first; a supervisor need not wait for it.
    transfer:
      !isReviewer &&
      mayManage &&
      !isClosed &&
      (!pendingTransfer || canManageThread),
    release: owner !== null && (isMine || canManageThread),
    close: mayManage && !isClosed,
    reopen: !isReviewer && mayManage && (isClosed || status === "snoozed"),
    snooze: !isReviewer && mayManage && !isClosed && status !== "snoozed",
    noReply:
      !isReviewer &&
      mayManage &&
      owner !== null &&
      thread.waitingSince !== null,
    unread: thread.unread === 0,
    archive: !isReviewer && mayManage && isClosed && !thread.archivedAt,
    unarchive: !isReviewer && mayManage && thread.archivedAt !== null,
    spam: !isReviewer && mayManage,
    block: mayBlock && thread.customer.block === null,
    unblock: mayBlock && thread.customer.block !== null,
    delete: mayDo(me.role, "threads.delete") && canManageThread,
    label: !isReviewer && !thread.readOnly,
    prioritize: !isReviewer && mayManage,
    invite: !isReviewer && mayManage,
    leave: thread.participants.some(({ id }) => id === me.id),
    trace: !isReviewer,
    transcript: !isReviewer,
    macro: !isReviewer && !thread.readOnly,
    retry: mayManage,
  };
}

/** Why Take cannot be pressed. */
export type TakeRefusal =
  | { reason: "owned_by_other"; name: string }
  /** A participant reads it and writes notes. */
  | { reason: "participant_only" };

/**
 * The server's refusals of a take that are known beforehand, to be shown with
 * the button; null: it can be pressed, or taking does not apply here (mine,
 * closed, or the supervisor's take-over is there). When capacity is exceeded,
 * the server asks on pressing. Pure.
 */
export function takeRefusalOf(
  thread: Thread,
  me: ThreadManager,
): TakeRefusal | null {
  const { owner, status, readOnly } = thread;
  if (me.isReadOnly) return null;
  if (status === "closed" || owner?.id === me.id) return null;
  const { take, takeOver } = abilitiesOf(thread, me);
  if (take || takeOver) return null;
  if (owner) return { reason: "owned_by_other", name: owner.name };
  return readOnly ? { reason: "participant_only" } : null;
}
