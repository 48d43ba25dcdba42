"use client";

import { useEffect, type RefObject } from "react";
import type { Message } from "#contract/threads/message.ts";

/** Enough for every screen and the pages that load ahead of it; a slow machine still draws a frame in time with them. */
const MAX_HELD = 160;
/** Farther than the distance at which a page loads, so that what is dropped is not loaded at once. */
const FAR_PX = 2_000;

/**
 * Keeps a long conversation light: when a page has been added at one end, the messages at the other end are dropped if
 * they are far from the reader. They load again when the reader comes near.
 */
export function useBoundedLog({
  scroller,
  messages,
  isLoading,
  keep,
}: {
  scroller: RefObject<HTMLElement | null>;
  messages: readonly Message[];
  /** Whether a requested page is still loading. */
  isLoading: boolean;
  keep: (kept: "oldest" | "newest", count: number) => void;
}): void {
  useEffect(() => {
    const box = scroller.current;
    if (!box || isLoading || messages.length <= MAX_HELD) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    const isBelow = below > box.scrollTop;
    const dropped = isBelow
      ? messages.slice(MAX_HELD)
      : messages.slice(0, -MAX_HELD).reverse();
    const nearest = rowOf(dropped);
    if (!nearest || !isFar(box, nearest, isBelow) || isInUse(box)) return;
    moveFocusFrom(box, nearest, isBelow);
    keep(isBelow ? "oldest" : "newest", MAX_HELD);
  }, [scroller, messages, isLoading, keep]);
}

/** The first row of these messages; events have none of their own. */
function rowOf(messages: readonly Message[]): Element | null {
  for (const { id } of messages) {
    const row = document.getElementById(`message-${id}`);
    if (row) return row;
  }
  return null;
}

function isFar(box: Element, row: Element, isBelow: boolean): boolean {
  const screen = box.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  return isBelow ? top - screen.bottom > FAR_PX : screen.top - bottom > FAR_PX;
}

/** Whether the reader has selected text of the log, or listens to a part of it. */
function isInUse(box: Element): boolean {
  const {
    isCollapsed = true,
    anchorNode,
    focusNode,
  } = document.getSelection() ?? {};
  const ends = [anchorNode ?? null, focusNode ?? null];
  if (!isCollapsed && ends.some((node) => box.contains(node))) return true;
  return [...box.querySelectorAll<HTMLMediaElement>("audio, video")].some(
    ({ paused }) => !paused,
  );
}

/** A focus that would be lost with its row moves to the log, so that the keyboard goes on there. */
function moveFocusFrom(
  box: HTMLElement,
  nearest: Element,
  isBelow: boolean,
): void {
  const focused = document.activeElement;
  if (!focused || focused === box || !box.contains(focused)) return;
  const beyond = isBelow
    ? Node.DOCUMENT_POSITION_FOLLOWING
    : Node.DOCUMENT_POSITION_PRECEDING;
  const isDropped =
    nearest.contains(focused) ||
    (nearest.compareDocumentPosition(focused) & beyond) !== 0;
  if (isDropped) box.focus({ preventScroll: true });
}
