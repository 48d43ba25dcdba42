"use client";

import { useLayoutEffect, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";

/**
 * Offer cards lie over everything, an open dialog too. A modal dialog keeps
 * the focus, the pointer and screen readers inside itself, so the cards move
 * into the topmost one. They are moved and not rendered again, so typed text
 * stays.
 */

let host: HTMLElement | null = null;
const slots: HTMLElement[] = [];

function hang(): void {
  if (!host) return;
  const parent = slots.at(-1) ?? document.body;
  if (host.parentElement !== parent) parent.append(host);
}

/** The place of the cards while this dialog is the topmost. It is inside the dialog's content, which must not be transformed. */
export function CardSlot() {
  return <div ref={openSlot} />;
}

function openSlot(slot: HTMLElement | null) {
  if (!slot) return undefined;
  slots.push(slot);
  hang();
  return () => {
    slots.splice(slots.indexOf(slot), 1);
    hang();
  };
}

/** Its children, over the page and over every dialog. */
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
