"use client";

import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useHeldAtTop } from "./use-held-at-top.ts";

const AT_BOTTOM_PX = 48;
const NEAR_TOP_PX = 600;
const NEAR_BOTTOM_PX = 600;

/**
 * Keeps the reader's place. At the bottom the log stays at the bottom whatever arrives or grows. Elsewhere
 * the line being read stays where it is, also when older messages are added above it or an image above gets
 * its height. Where newer messages are not loaded, its end is not the bottom, and they load while it is near.
 * Earlier messages load while the top is near, and while the reader holds the scroll bar there.
 */
export function useLogScroll({
  onNearTop,
  onNearBottom,
  hasNewer,
  isLoading,
  version,
}: {
  onNearTop: () => void;
  onNearBottom: () => void;
  /** Whether newer messages are not loaded. */
  hasNewer: boolean;
  /** Whether a requested page is still loading. */
  isLoading: boolean;
  /** A value that changes whenever the items do. */
  version: unknown;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchors = useRef<Anchor[]>([]);
  /** Scroll position of the log when the anchors were taken. */
  const anchoredAt = useRef(0);
  const sticks = useRef(true);
  const [isAtBottom, setAtBottom] = useState(true);
  const { isHeldAtTop, noteScroll } = useHeldAtTop(scroller);

  const keepPlace = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (sticks.current && !hasNewer) {
      box.scrollTop = box.scrollHeight;
      return;
    }
    const anchor = anchors.current.find(({ element }) => element.isConnected);
    if (!anchor) return;
    // The reader may have scrolled before the scroll event is dispatched.
    const scrolled = box.scrollTop - anchoredAt.current;
    const moved = offsetIn(box, anchor.element) - (anchor.top - scrolled);
    if (moved === 0) return;
    box.scrollTop += moved;
    for (const each of anchors.current) each.top -= scrolled;
    anchoredAt.current = box.scrollTop;
  }, [hasNewer]);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    sticks.current = below < AT_BOTTOM_PX && !hasNewer;
    setAtBottom(sticks.current);
    anchors.current = sticks.current ? [] : anchorsIn(box, content.current);
    const isNearTop = box.scrollTop < NEAR_TOP_PX;
    noteScroll({
      movedPx: box.scrollTop - anchoredAt.current,
      isNearTop: isNearTop && !sticks.current,
    });
    anchoredAt.current = box.scrollTop;
    if (isNearTop) onNearTop();
    if (hasNewer && below < NEAR_BOTTOM_PX) onNearBottom();
  }, [onNearTop, onNearBottom, hasNewer, noteScroll]);

  useLayoutEffect(() => {
    keepPlace();
  }, [version, keepPlace]);

  // No scroll follows a page that leaves the top near, nor one that keeps the place below a bar held at the
  // top. This runs once for each state of the log: a page that failed is loaded again by a scroll.
  const lookedAt = useRef<unknown>(null);
  useEffect(() => {
    const box = scroller.current;
    if (!box || isLoading || lookedAt.current === version) return;
    lookedAt.current = version;
    if (box.scrollTop < NEAR_TOP_PX || isHeldAtTop()) onNearTop();
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (hasNewer && below < NEAR_BOTTOM_PX) onNearBottom();
  }, [version, isLoading, hasNewer, onNearTop, onNearBottom, isHeldAtTop]);

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

/** A row of the log and its position on the screen. */
type Anchor = { element: Element; top: number };

/**
 * The messages on the screen, from the top. Separators are left out, since a day's line moves up with earlier
 * messages. There are several anchors, because earlier events can fold one away.
 */
function anchorsIn(box: Element, content: Element | null): Anchor[] {
  const anchors: Anchor[] = [];
  const rows = content?.children;
  if (!rows) return anchors;
  const { top: edge } = box.getBoundingClientRect();
  for (let at = firstBelow(rows, edge); at < rows.length; at += 1) {
    const element = rows[at]!;
    if (element.getAttribute("role") === "separator") continue;
    const top = element.getBoundingClientRect().top - edge;
    if (top > box.clientHeight && anchors.length > 0) break;
    anchors.push({ element, top });
  }
  return anchors;
}

/** The first row that ends below `edge`. The rows stand in their order, so half of them are ruled out at a time. */
function firstBelow(rows: HTMLCollection, edge: number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (rows[middle]!.getBoundingClientRect().bottom <= edge) from = middle + 1;
    else to = middle;
  }
  return from;
}
