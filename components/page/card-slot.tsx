"use client";

import { useLayoutEffect, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { create } from "zustand";

/**
 * Cards take space of their own in a dock of the page, so that they cover no
 * control, row or text. A modal dialog keeps the focus, the pointer and screen
 * readers inside itself, so the cards move into the topmost one. They are moved
 * and not rendered again, so typed text stays.
 */

/** In this order: the first that can be seen holds the cards. */
const DOCKS = ["list", "thread", "page"] as const;
export type Dock = (typeof DOCKS)[number];

let host: HTMLElement | null = null;
const slots: HTMLElement[] = [];
const docks = new Map<Dock, HTMLElement>();

type Place = { dock: Dock | null; isOverDialog: boolean };
const usePlace = create<Place>()(() => ({ dock: null, isOverDialog: false }));

function hang(): void {
  // A dock without cards has no height; in a hidden pane it has no width either.
  const dock = DOCKS.find((each) => (docks.get(each)?.offsetWidth ?? 0) > 0);
  usePlace.setState({ dock: dock ?? null, isOverDialog: slots.length > 0 });
  if (!host) return;
  const parent = slots.at(-1) ?? (dock && docks.get(dock)) ?? document.body;
  if (host.parentElement !== parent) parent.append(host);
}

/** The dock that holds the cards now; null: the page has none. */
export function useDock(): Dock | null {
  return usePlace(({ dock }) => dock);
}

/** Whether a dialog is open over the page. */
export function useIsOverDialog(): boolean {
  return usePlace(({ isOverDialog }) => isOverDialog);
}

/** A place for the cards: at the end of the list, above a thread's messages where the list is hidden, or at the end of any other page. */
export function CardDock({ name }: { name: Dock }) {
  return (
    <div
      data-dock={name}
      ref={OPEN_DOCK[name]}
      className="max-h-1/2 shrink-0 overflow-y-auto"
    />
  );
}

// One function for each dock: React calls a new one at every rendering.
const OPEN_DOCK = {
  list: (dock: HTMLElement | null) => openDock("list", dock),
  thread: (dock: HTMLElement | null) => openDock("thread", dock),
  page: (dock: HTMLElement | null) => openDock("page", dock),
};

function openDock(name: Dock, dock: HTMLElement | null) {
  if (!dock) return undefined;
  docks.set(name, dock);
  // Reports the dock itself, and the hiding and the showing of a pane, before the page is painted. Measured at once, a
  // conversation that opens was laid out twice.
  const observer = new ResizeObserver(() => {
    hang();
    measureDock();
  });
  observer.observe(dock);
  return () => {
    observer.disconnect();
    if (docks.get(name) === dock) docks.delete(name);
    // The cards leave a dock before it leaves the page.
    if (usePlace.getState().dock === name) hang();
  };
}

/** The distance of a toast from the cards and from the edges of its pane. */
const GAP_PX = 8;
const MAX_TOAST_PX = 356;

/** Tells the toasts where they cover neither the cards nor a composer; see toaster-shown.tsx. Called before each toast, because a bar above the dock may have opened. */
export function measureDock(): void {
  const { dock } = usePlace.getState();
  const { style } = document.documentElement;
  // Each new value makes the browser style the whole page anew.
  const set = (name: string, px: number) => {
    const [property, value] = [`--toast-${name}`, `${px}px`];
    if (style.getPropertyValue(property) !== value)
      style.setProperty(property, value);
  };
  const inDialog = slots.at(-1)?.getBoundingClientRect();
  if (inDialog) set("above", inDialog.bottom + GAP_PX);
  const box = dock && docks.get(dock)?.getBoundingClientRect();
  if (!box) return;
  set("top", box.bottom + GAP_PX);
  set("bottom", window.innerHeight - box.top + GAP_PX);
  set("left", box.left + GAP_PX);
  set("width", Math.min(MAX_TOAST_PX, box.width - 2 * GAP_PX));
}

/**
 * The place of the cards while this dialog is the topmost. It is inside the dialog's content, which must not be transformed.
 * `isAbove`: on a phone the cards take space above the dialog, which is so much lower. The content is a column there.
 */
export function CardSlot({ isAbove = false }: { isAbove?: boolean }) {
  return (
    <div
      ref={openSlot}
      {...(isAbove ? { "data-above": true } : {})}
      className={
        isAbove
          ? "max-md:order-first max-md:mb-auto max-md:max-h-1/2 max-md:shrink-0 max-md:overflow-y-auto"
          : ""
      }
    />
  );
}

/** Classes for a dialog's content: where the cards would lie over it, a centered dialog moves beside them. */
export const besideCards = {
  /** Up to 26rem wide. */
  small: "md:max-[1090px]:has-[[data-card]]:ps-84",
  /** Up to 32rem wide. */
  usual: "md:max-[1186px]:has-[[data-card]]:ps-84",
  /** Up to 42rem wide. */
  wide: "md:max-[1346px]:has-[[data-card]]:ps-84",
} as const;

function openSlot(slot: HTMLElement | null) {
  if (!slot) return undefined;
  slots.push(slot);
  hang();
  return () => {
    slots.splice(slots.indexOf(slot), 1);
    hang();
  };
}

/** Its children, in a dock of the page or over the topmost dialog. */
export function OverDialogs({ children }: { children: ReactNode }) {
  const [own] = useState(() => document.createElement("div"));
  // Once: if it were moved again, a typing agent would lose the focus, and it would slide in again.
  useLayoutEffect(() => {
    host = own;
    hang();
    return () => {
      host = null;
      own.remove();
    };
  }, [own]);
  return createPortal(children, own);
}

function isCard(target: EventTarget | null): boolean {
  return target instanceof Node && (host?.contains(target) ?? false);
}

type Outside = Event & { detail?: { originalEvent?: Event } };

/**
 * For a dialog's content that covers the page without blocking it: its visible
 * parts take the pointer back (`pointer-events-auto`). A press on a card is no
 * press beside the dialog.
 */
export const overPage = {
  className: "fixed inset-0 z-50 outline-none",
  style: { pointerEvents: "none" },
  onPointerDownOutside(event: Outside) {
    if (
      isCard(event.target) ||
      isCard(event.detail?.originalEvent?.target ?? null)
    )
      event.preventDefault();
  },
  onEscapeKeyDown(event: Event) {
    // Escape first leaves a card's field; from its buttons it closes the dialog as usual.
    const at = document.activeElement;
    if (isCard(at) && at?.matches("input")) event.preventDefault();
  },
} as const;
