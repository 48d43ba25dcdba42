import { useCallback, useEffect, useRef, type RefObject } from "react";

/** A hand is not steady: a scroll bar that moves down by less than this is still held at the top. */
const STEADY_PX = 16;

/** A pointer that holds the scroll bar. */
type Hold = {
  /** Whether the log has been near its top since the bar was grabbed. */
  atTop: boolean;
  /** Distance by which the reader has moved the log down since then. */
  downPx: number;
};

/**
 * Says whether a pointer holds the scroll bar of `scroller` at the top: from the
 * first scroll near the top until the pointer is released or moves down. The place
 * of the log alone does not tell: older messages that are put above it move it away
 * from the top, and browsers report no pointer moves while a bar is dragged.
 */
export function useHeldAtTop(scroller: RefObject<HTMLElement | null>): {
  isHeldAtTop: () => boolean;
  /** Call it for each scroll by the reader; `movedPx` is negative upwards. */
  noteScroll: (scroll: { movedPx: number; isNearTop: boolean }) => void;
} {
  const held = useRef<Hold | null>(null);
  useEffect(() => {
    const listening = new AbortController();
    const options = { signal: listening.signal, capture: true, passive: true };
    const release = () => {
      held.current = null;
    };
    const on = window.addEventListener.bind(window);
    on(
      "pointerdown",
      (event) => {
        const isTaken = isOnBar(scroller.current, event);
        held.current = isTaken ? { atTop: false, downPx: 0 } : null;
      },
      options,
    );
    on("pointerup", release, options);
    on("pointercancel", release, options);
    // Some browsers do not report the release of a scroll bar.
    on(
      "pointermove",
      ({ buttons }) => {
        if (buttons === 0) release();
      },
      options,
    );
    on(
      "blur",
      ({ target }) => {
        // Elements lose the focus to the bar itself.
        if (target === window) release();
      },
      options,
    );
    return () => listening.abort();
  }, [scroller]);

  const isHeldAtTop = useCallback(() => held.current?.atTop === true, []);
  const noteScroll = useCallback(
    ({ movedPx, isNearTop }: { movedPx: number; isNearTop: boolean }) => {
      const box = scroller.current;
      const hold = held.current;
      if (!box || !hold) return;
      hold.downPx = isNearTop ? 0 : Math.max(0, hold.downPx + movedPx);
      const thumbPx = (hold.downPx * box.clientHeight) / box.scrollHeight;
      hold.atTop = isNearTop || (hold.atTop && thumbPx <= STEADY_PX);
    },
    [scroller],
  );
  return { isHeldAtTop, noteScroll };
}

/** Whether the pointer is on the bar: inside the box's border and outside its client area; on the left in RTL. */
function isOnBar(
  box: HTMLElement | null,
  { target, clientX }: PointerEvent,
): boolean {
  if (!box || target !== box) return false;
  const x = clientX - box.getBoundingClientRect().left - box.clientLeft;
  return x < 0 || x >= box.clientWidth;
}
