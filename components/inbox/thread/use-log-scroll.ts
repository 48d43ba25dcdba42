"use client";

import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

const AT_BOTTOM_PX = 48;
const NEAR_TOP_PX = 600;

/**
 * Keeps the reader's place: at the bottom it stays at the bottom whatever
 * arrives or grows; elsewhere the line being read stays where it is, also when
 * older messages are put above it or a picture above gets its height.
 */
export function useLogScroll({
  onNearTop,
  version,
}: {
  onNearTop: () => void;
  /** Another one whenever the items are. */
  version: unknown;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ element: Element; top: number } | null>(null);
  const sticks = useRef(true);
  const [isAtBottom, setAtBottom] = useState(true);

  const keepPlace = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (sticks.current) {
      box.scrollTop = box.scrollHeight;
    } else if (anchor.current?.element.isConnected) {
      const { element, top } = anchor.current;
      const moved = offsetIn(box, element) - top;
      if (moved !== 0) box.scrollTop += moved;
    }
  }, []);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    sticks.current = below < AT_BOTTOM_PX;
    setAtBottom(sticks.current);
    anchor.current = sticks.current ? null : firstVisible(box, content.current);
    if (box.scrollTop < NEAR_TOP_PX) onNearTop();
  }, [onNearTop]);

  useLayoutEffect(() => {
    keepPlace();
  }, [version, keepPlace]);

  useEffect(() => {
    const observer = new ResizeObserver(keepPlace);
    if (content.current) observer.observe(content.current);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [keepPlace]);

  const toBottom = useCallback(() => {
    sticks.current = true;
    setAtBottom(true);
    keepPlace();
  }, [keepPlace]);

  return { scroller, content, onScroll, isAtBottom, toBottom };
}

function offsetIn(box: Element, element: Element): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

function firstVisible(
  box: Element,
  content: Element | null,
): { element: Element; top: number } | null {
  for (const element of content?.children ?? []) {
    const top = offsetIn(box, element);
    if (top + element.getBoundingClientRect().height > 0)
      return { element, top };
  }
  return null;
}
