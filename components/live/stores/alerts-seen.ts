"use client";

import { create } from "zustand";
import { persist } from "zustand/middleware";
import { followOtherTabs, keptText } from "./stored.ts";

/** Up to when this browser has shown the alerts; ISO, "" for never. */
const useSeen = create<{ text: string }>()(
  persist(() => ({ text: "" }), {
    name: "parley.alerts.seen",
    storage: keptText(() => localStorage),
  }),
);
followOtherTabs(useSeen);

export function readAlertsSeen(): string {
  return useSeen.getState().text;
}

export function markAlertsSeen(at: string): void {
  if (at > readAlertsSeen()) useSeen.setState({ text: at });
}

export function useAlertsSeen(): string {
  return useSeen(({ text }) => text);
}
