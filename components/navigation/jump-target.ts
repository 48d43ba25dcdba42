"use client";

import { create } from "zustand";

export type JumpTarget = { threadId: string; messageId: string };

/** The message that the thread on the screen, or the one being opened, is to show. */
const useTarget = create<{ target: JumpTarget | null }>()(() => ({
  target: null,
}));

/** Asks the thread on the screen, or the one being opened, to show a message. */
export function requestJump(threadId: string, messageId: string): void {
  useTarget.setState({ target: { threadId, messageId } });
}

/** @returns false: another message has been asked for since. */
export function endJump(target: JumpTarget): boolean {
  if (useTarget.getState().target !== target) return false;
  useTarget.setState({ target: null });
  return true;
}

export function useJumpTarget(): JumpTarget | null {
  return useTarget(({ target }) => target);
}
