"use client";

import { lazy, Suspense } from "react";
import { useIsToastWanted } from "#components/ui/toast.ts";

const Shown = lazy(() => import("#components/ui/toaster-shown.tsx"));

/** Where toasts appear. */
export function Toaster() {
  if (!useIsToastWanted()) return null;
  return (
    <Suspense>
      <Shown />
    </Suspense>
  );
}
