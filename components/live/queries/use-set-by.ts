"use client";

import { useLastAlert } from "./use-last-alert.ts";

/** The supervisor who set my status, and the reason if they gave one. */
export type SetBy = { name: string; why: string | null };

/** The supervisor who last set my status; null: not known (yet). `isWanted`: my status was set by one. */
export function useSetBy(isWanted: boolean): SetBy | null {
  const alert = useLastAlert("presence_set", isWanted);
  if (!alert) return null;
  const { by, why } = alert.detail as {
    by?: { name?: string };
    why?: string | null;
  };
  return { name: by?.name ?? "", why: why ?? null };
}
