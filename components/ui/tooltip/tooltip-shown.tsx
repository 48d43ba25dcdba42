"use client";

import { Tooltip as Radix } from "radix-ui";
import { useEffect, useId, useRef, useState, type RefObject } from "react";
import { Kbd } from "#components/ui/marks/kbd.tsx";
import type { HintSide } from "./hint-side.ts";

const DELAY_MS = 400;
// Moving along a row of buttons shows the next name at once.
const STILL_WARM_MS = 300;

type Shown = { element: HTMLElement; rect: DOMRect };

/** Shows `data-hint` of the element under the pointer or with the keyboard's focus. */
export default function TooltipShown({
  first,
  walking,
}: {
  /** The event that caused the fetch: a focus moved by the keyboard, or the pointer. */
  first: Event;
  walking: RefObject<() => boolean>;
}) {
  const id = useId();
  const [shown, setShown] = useState<Shown | null>(null);
  const started = useRef(first);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let under: HTMLElement | null = null;
    let hiddenAt = 0;
    let isOpen = false;
    const hide = () => {
      clearTimeout(timer);
      if (isOpen) hiddenAt = performance.now();
      isOpen = false;
      setShown(null);
    };
    const show = (element: HTMLElement) => {
      // It may have gone while the pointer rested, or opened its menu.
      if (!element.isConnected || element.ariaExpanded === "true") return;
      isOpen = true;
      setShown({ element, rect: element.getBoundingClientRect() });
    };
    const onPointer = (event: Event) => {
      const touches = (event as PointerEvent).pointerType === "touch";
      const target = touches ? null : hintOf(event);
      if (target === under) return;
      const isWarm = isOpen || performance.now() - hiddenAt < STILL_WARM_MS;
      hide();
      under = target;
      if (!target) return;
      timer = setTimeout(() => show(target), isWarm ? 0 : DELAY_MS);
    };
    const onFocus = (event: Event, isAsked = walking.current()) => {
      const target = hintOf(event);
      if (target && isAsked) show(target);
    };
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    const listeners: [string, (event: never) => void][] = [
      ["pointerover", onPointer],
      ["focusin", onFocus],
      ["focusout", hide],
      ["pointerdown", hide],
      ["keydown", onKey],
      ["scroll", hide],
    ];
    for (const [name, listener] of listeners)
      document.addEventListener(name, listener as EventListener, true);
    const { current: event } = started;
    if (event.type === "focusin") onFocus(event, true);
    // The pointer may have left while this code was on its way.
    else if (hintOf(event)?.matches(":hover")) onPointer(event);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of listeners)
        document.removeEventListener(name, listener as EventListener, true);
    };
  }, [walking]);

  useEffect(() => {
    if (!shown || shown.element.hasAttribute("aria-describedby")) return;
    shown.element.setAttribute("aria-describedby", id);
    return () => shown.element.removeAttribute("aria-describedby");
  }, [shown, id]);

  if (!shown) return null;
  const { hint, hintKeys, hintSide } = shown.element.dataset;
  const { left, top, width, height } = shown.rect;
  return (
    <Radix.Provider delayDuration={0} disableHoverableContent>
      <Radix.Root open>
        <Radix.Trigger asChild>
          <span
            aria-hidden
            tabIndex={-1}
            className="pointer-events-none fixed"
            style={{ left, top, width, height }}
          />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={(hintSide as HintSide | undefined) ?? "top"}
            sideOffset={6}
            collisionPadding={8}
            className="pointer-events-none z-50 flex max-w-72 animate-appear items-center gap-2 rounded-md bg-foreground px-2 py-1 text-xs text-background shadow-float"
          >
            <span id={id}>{hint}</span>
            {hintKeys && <Kbd className="border-background/30">{hintKeys}</Kbd>}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}

function hintOf({ target }: Event): HTMLElement | null {
  return target instanceof Element
    ? target.closest<HTMLElement>("[data-hint]")
    : null;
}
