import { create } from "zustand";

/** Forms on the screen whose changes are not saved, each by a key of its own. */
const forms = new Set<object>();

/** How to leave, while the agent is asked whether to; null: no one asks. */
export const useLeaveQuestion = create<{ leave: (() => void) | null }>()(
  () => ({ leave: null }),
);

let isAsking = false;

/** Says that a page asks before changes are lost; the returned function ends it. */
export function beginAsking(): () => void {
  isAsking = true;
  return () => {
    isAsking = false;
    useLeaveQuestion.setState({ leave: null });
  };
}

export function setUnsaved(form: object, isUnsaved: boolean): void {
  if (isUnsaved) forms.add(form);
  else forms.delete(form);
}

/** Whether leaving the page now would lose changes. */
export function wouldLoseChanges(): boolean {
  return isAsking && forms.size > 0;
}

/** Asks before `leave` would lose changes. False: there are none, and `leave` was not kept. */
export function askToLeave(leave: () => void): boolean {
  if (!wouldLoseChanges()) return false;
  useLeaveQuestion.setState({ leave });
  return true;
}

/** The agent has decided to lose them. */
export function forgetChanges(): void {
  forms.clear();
}
