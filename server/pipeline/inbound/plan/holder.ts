import { SOME_OTHER_APP } from "#contract/threads/thread.ts";
import { later } from "#server/domain/thread/thread-state.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { timeOf, type ResolvedEvent } from "./plan.ts";

type Evidence = Pick<
  ThreadState,
  "controlAt" | "controlApp" | "directAt" | "standbyAt"
>;

/**
 * Notes what an event says about the app that holds the thread. The newest
 * event of each kind counts, so that the order of arrival does not matter.
 * @returns whether the event is newer than what was known
 */
export function recordHolder(item: ResolvedEvent, state: ThreadState): boolean {
  const before = { ...state };
  const at = timeOf(item);
  const { event, channel } = item;
  if (event.type === "control") {
    if (event.action !== "requested") {
      const app = event.appId === channel.appId ? null : event.appId;
      if (isNewer(state, at, app)) {
        state.controlAt = at;
        state.controlApp = app;
      }
    }
  } else if (item.isOtherApp) {
    // Standby delivery to one app says nothing about another app.
  } else if (event.standby) state.standbyAt = later(state.standbyAt, at);
  else if (event.type === "message" || event.type === "postback")
    state.directAt = later(state.directAt, at);
  state.controlledBy = holderOf(state);
  return (
    before.controlAt !== state.controlAt ||
    before.controlApp !== state.controlApp ||
    before.directAt?.getTime() !== state.directAt?.getTime() ||
    before.standbyAt?.getTime() !== state.standbyAt?.getTime()
  );
}

/** Decides by a fixed order between two events at the same moment. */
function isNewer(state: Evidence, at: Date, app: string | null): boolean {
  if (state.controlAt === null || at > state.controlAt) return true;
  if (at < state.controlAt) return false;
  return (app ?? "") > (state.controlApp ?? "");
}

/**
 * Another app's id while it holds the thread, else null. Events of passing and
 * taking control name it. Otherwise the way of delivery decides: standby means
 * that another app holds the thread, messaging means that we may answer.
 */
export function holderOf(evidence: Evidence): string | null {
  const { controlAt, controlApp, directAt, standbyAt } = evidence;
  const isDirect =
    directAt !== null && (controlAt === null || directAt > controlAt);
  const since = isDirect ? directAt : controlAt;
  if (!isDirect && controlApp !== null) return controlApp;
  const isTaken = standbyAt !== null && (since === null || standbyAt > since);
  return isTaken ? SOME_OTHER_APP : null;
}
