"use client";

import { create } from "zustand";
import { measureDock } from "./card-slot.tsx";
import { patiently } from "./patiently.ts";

/** A button in a toast, such as Undo. */
export type ToastAction = { label: string; onClick: () => void };
type Options = { action?: ToastAction; id?: string };
type Kind = "plain" | "success" | "warning" | "error";

const useWanted = create<{ isWanted: boolean }>()(() => ({ isWanted: false }));

// Most pages never show a toast: the code that draws them is fetched with the first one.
async function show(
  kind: Kind,
  text: string,
  options: Options = {},
): Promise<void> {
  useWanted.setState({ isWanted: true });
  const { toast: sonner } = await patiently(() => import("sonner"));
  measureDock();
  if (kind === "plain") sonner(text, options);
  else sonner[kind](text, options);
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
