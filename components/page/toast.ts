"use client";

import { create } from "zustand";
import { measureDock } from "./card-slot.tsx";
import { patiently } from "./patiently.ts";

/** A button in a toast, such as Undo. */
export type ToastAction = {
  label: string;
  onClick: () => void;
  /** It takes back what the toast tells: a key presses it, too. */
  undoes?: boolean;
};
type Options = { action?: ToastAction; id?: string };
type Kind = "plain" | "success" | "warning" | "error";

const useWanted = create<{ isWanted: boolean }>()(() => ({ isWanted: false }));

/** The undo on the screen. */
let shownUndo: { undo: () => void; until: number } | null = null;
// As long as sonner shows a toast.
const SHOWN_MS = 4_000;

// Most pages never show a toast: the code that draws them is fetched with the first one.
async function show(
  kind: Kind,
  text: string,
  options: Options = {},
): Promise<void> {
  useWanted.setState({ isWanted: true });
  const { toast: sonner } = await patiently(() => import("sonner"));
  measureDock();
  const id =
    kind === "plain" ? sonner(text, options) : sonner[kind](text, options);
  const { action } = options;
  if (!action?.undoes) return;
  shownUndo = {
    undo() {
      sonner.dismiss(id);
      action.onClick();
    },
    until: Date.now() + SHOWN_MS,
  };
}

/** Makes an undo that is shown elsewhere the one of the key, until a time of `Date.now()`. */
export function offerUndo(offered: { undo: () => void; until: number }): void {
  shownUndo = offered;
}

/** Presses the undo that is shown now. False: there is none. */
export function undoLast(): boolean {
  const held = shownUndo;
  shownUndo = null;
  if (!held || Date.now() > held.until) return false;
  held.undo();
  return true;
}

/** Shows a text for a few seconds; the same `id` again replaces it. */
export const toast = Object.assign(
  (text: string, options?: Options) => void show("plain", text, options),
  {
    success: (text: string, options?: Options) =>
      void show("success", text, options),
    warning: (text: string, options?: Options) =>
      void show("warning", text, options),
    error: (text: string, options?: Options) =>
      void show("error", text, options),
  },
);

export function useIsToastWanted(): boolean {
  return useWanted(({ isWanted }) => isWanted);
}
