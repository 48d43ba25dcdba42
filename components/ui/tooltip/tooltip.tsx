"use client";

import { Slot } from "radix-ui";
import {
  Suspense,
  useEffect,
  useRef,
  useState,
  type ComponentProps,
  type ReactNode,
} from "react";
import type { HintSide } from "./hint-side.ts";
import { lazily } from "#components/page/lazily.ts";
import { watchWalking } from "./walking-keys.ts";

/** A text for the element under the pointer or focus; shown by the page's one HintLayer. */
export function Hint({
  text,
  keys,
  side,
  children,
  ...props
}: ComponentProps<"span"> & {
  text: string;
  keys?: string;
  side?: HintSide;
  children: ReactNode;
}) {
  return (
    <Slot.Root
      data-hint={text}
      data-hint-keys={keys}
      data-hint-side={side}
      // Menus open from buttons that have hints: their props go through.
      {...props}
    >
      {children}
    </Slot.Root>
  );
}

const Tooltip = lazily(() => import("./tooltip-shown.tsx"));

/** One tooltip for the page, fetched when something that has one is first reached: thousands of ticks cost nothing. */
export function HintLayer() {
  const [first, setFirst] = useState<Event | null>(null);
  const walking = useRef<() => boolean>(() => false);
  useEffect(() => {
    const { isWalking, stop } = watchWalking();
    walking.current = isWalking;
    return stop;
  }, []);
  useEffect(() => {
    if (first) return;
    const onReach = (event: Event) => {
      if (event.type === "focusin" && !walking.current()) return;
      if (
        event.target instanceof Element &&
        event.target.closest("[data-hint]")
      )
        setFirst(event);
    };
    document.addEventListener("pointerover", onReach);
    document.addEventListener("focusin", onReach);
    return () => {
      document.removeEventListener("pointerover", onReach);
      document.removeEventListener("focusin", onReach);
    };
  }, [first]);
  if (!first) return null;
  return (
    <Suspense>
      <Tooltip first={first} walking={walking} />
    </Suspense>
  );
}
