import type { Role, Thread } from "#contract/shapes.ts";

export type Abilities = {
  take: boolean;
  takeOver: boolean;
  transfer: boolean;
  release: boolean;
  close: boolean;
  reopen: boolean;
  snooze: boolean;
  label: boolean;
  /** Ask people along, and show them out. */
  invite: boolean;
  /** Takes part, and may leave. */
  leave: boolean;
};

const SUPERVISING: readonly Role[] = ["supervisor", "admin", "owner"];

/** Which buttons a thread has for whom; the server decides in the end. Pure. */
export function abilitiesOf(
  thread: Thread,
  me: { id: string; role: Role },
): Abilities {
  const { owner, status, pendingTransfer } = thread;
  const isMine = owner?.id === me.id;
  const supervises = SUPERVISING.includes(me.role);
  // Whoever only takes part reads, and writes notes.
  const maySteer = !thread.readOnly && (owner === null || isMine || supervises);
  const isClosed = status === "closed";
  return {
    take: !owner && !isClosed && !thread.readOnly,
    takeOver: owner !== null && !isMine && supervises,
    // Somebody who was asked answers first; a supervisor need not wait for it.
    transfer: maySteer && !isClosed && (!pendingTransfer || supervises),
    release: owner !== null && (isMine || supervises),
    close: maySteer && !isClosed,
    reopen: maySteer && (isClosed || status === "snoozed"),
    snooze: maySteer && !isClosed && status !== "snoozed",
    label: !thread.readOnly,
    invite: maySteer,
    leave: thread.participants.some(({ id }) => id === me.id),
  };
}
