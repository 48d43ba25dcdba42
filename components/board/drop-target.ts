"use client";

import { useState, type DragEvent } from "react";

/** Props of an element on which threads can be dropped; empty while none is dragged. */
export function useDropTarget(onDrop: (() => void) | null): {
  isOver: boolean;
  props: {
    onDragOver?: (event: DragEvent) => void;
    onDragLeave?: () => void;
    onDrop?: (event: DragEvent) => void;
  };
} {
  const [isOver, setOver] = useState(false);
  if (!onDrop) return { isOver: false, props: {} };
  return {
    isOver,
    props: {
      onDragOver(event) {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event) {
        event.preventDefault();
        setOver(false);
        onDrop();
      },
    },
  };
}
