"use client";

import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import {
  PANES,
  setPaneWidth,
  usePreferences,
  type Pane,
} from "#components/live/stores/preferences.ts";
import { cn } from "#components/ui/class-names.ts";

const STEP_PX = 16;
const BIG_STEP_PX = 64;

/** The line between two panes: drag it, or move it with the arrows. A double click resets the width. */
export function PaneHandle({
  pane,
  label,
  className,
}: {
  pane: Pane;
  label: string;
  className?: string;
}) {
  const { min, max, usual, side } = PANES[pane];
  const width = usePreferences()[`${pane}Width`] ?? usual;
  const handle = useRef<HTMLDivElement>(null);
  const [isDragging, setDragging] = useState(false);

  useEffect(() => {
    if (!isDragging) return;
    const before = handle.current?.previousElementSibling;
    const after = handle.current?.nextElementSibling;
    const onMove = (event: PointerEvent) => {
      const box = (side === "start" ? before : after)?.getBoundingClientRect();
      if (!box) return;
      const fromStart = event.clientX - box.left;
      const fromEnd = box.right - event.clientX;
      const isRtl = getComputedStyle(document.body).direction === "rtl";
      setPaneWidth(pane, (side === "start") !== isRtl ? fromStart : fromEnd);
    };
    const stop = () => setDragging(false);
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", stop);
    window.addEventListener("pointercancel", stop);
    return () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("pointercancel", stop);
    };
  }, [isDragging, pane, side]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? BIG_STEP_PX : STEP_PX;
    const towardsEnd = side === "start" ? step : -step;
    const next = {
      ArrowRight: width + towardsEnd,
      ArrowLeft: width - towardsEnd,
      Home: min,
      End: max,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setPaneWidth(pane, next);
  };
  return (
    <div
      ref={handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={Math.round(width)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.preventDefault();
        handle.current?.focus();
        setDragging(true);
      }}
      onDoubleClick={() => setPaneWidth(pane, null)}
      className={cn(
        "relative z-10 -mx-1 hidden w-2 shrink-0 cursor-col-resize touch-none outline-none after:absolute after:inset-y-0 after:start-1/2 after:w-0.5 after:-translate-x-1/2 after:transition-colors hover:after:bg-input focus-visible:after:bg-ring md:block",
        isDragging && "after:bg-ring",
        className,
      )}
    />
  );
}
